"use client";
import "katex/dist/katex.min.css";
import { memo } from "react";
import Markdown from "react-markdown";
import rehypeKatex from "rehype-katex";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";

const remark = [remarkGfm, remarkMath];
const rehype = [rehypeKatex];

/** Markdown with tables, task lists and LaTeX, typeset. HTML within it is shown as text. Heavy: load it lazily. */
export default memo(function MarkdownText({ text }: { text: string }) {
  return (
    <div className="prose">
      <Markdown
        remarkPlugins={remark}
        rehypePlugins={rehype}
        components={{
          a: ({ href, children }) => (
            <a
              href={href}
              {...(href?.startsWith("#") || href?.startsWith("/") ? {} : { target: "_blank", rel: "noreferrer" })}
            >
              {children}
            </a>
          ),
          pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
        }}
      >
        {text}
      </Markdown>
    </div>
  );
});
