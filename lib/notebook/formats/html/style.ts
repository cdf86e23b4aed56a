/** The page's own colours and measures (app/globals.css), in the two themes that the reader's system may ask for. */
export const style = `
:root{color-scheme:light dark;--page:#fcfbf9;--sunken:#f5f3ef;--ink:#1f1d1a;--muted:#5c5852;--faint:#706b63;--line:#e7e3dc;--line-strong:#cfc9bf;--accent:#0d6661;--danger:#ad2a20;--warn:#855600;--keyword:#7a3e9d;--string:#2f6f3a;--number:#98590a;--comment:#706b63;--type:#0d6661;--function:#2a5da8}
@media (prefers-color-scheme:dark){:root{--page:#191816;--sunken:#211f1d;--ink:#ebe8e2;--muted:#b0aaa0;--faint:#99938a;--line:#302e2a;--line-strong:#4a4640;--accent:#5bbfb5;--danger:#f08a7e;--warn:#e2b356;--keyword:#c79be0;--string:#98cb95;--number:#e2b070;--comment:#938d83;--type:#6cc7bd;--function:#8ab4f0}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:14px/20px "Inter Variable",Inter,ui-sans-serif,system-ui,sans-serif;overflow-wrap:break-word}
main{max-width:820px;margin:0 auto;padding:48px 24px 96px}
header{margin-bottom:32px;padding-bottom:12px;border-bottom:1px solid var(--line)}
header h1{font-size:28px;line-height:36px;font-weight:650;letter-spacing:-.02em;margin:0}
header p,.caption,.more,figcaption{color:var(--faint);font-size:12px;line-height:16px;margin:4px 0 0}
section{margin:0 0 20px}
pre,code{font-family:"JetBrains Mono Variable","JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,monospace;font-size:13px;line-height:20px}
pre{margin:0;overflow-x:auto;white-space:pre}
pre.code{background:var(--sunken);border-radius:6px;padding:12px 16px}
.outputs{padding:10px 0 0 16px}.outputs>*+*{margin-top:10px}
pre.text{white-space:pre-wrap}pre.warn{color:var(--warn)}pre.text.error{color:var(--danger)}
div.error{border-left:2px solid var(--danger);padding-left:12px}div.error p{margin:0}div.error b{color:var(--danger)}.where,summary{color:var(--faint);font-size:12px}
img,video{max-width:100%;height:auto}img{image-rendering:auto}audio{width:100%}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid var(--line);padding:4px 20px 4px 0;text-align:left;vertical-align:top}th{font-weight:600;border-bottom-color:var(--line-strong)}.number{text-align:right}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:16px}figure{margin:0}figure svg{width:100%;height:auto}figure text{font-size:11px;fill:var(--faint)}
.key{margin-right:12px}.key i{display:inline-block;width:10px;height:3px;margin-right:5px;vertical-align:middle;border-radius:2px}
.prose{font-size:16px;line-height:26px;max-width:72ch}.prose>:first-child{margin-top:0}.prose>:last-child{margin-bottom:0}.prose :is(p,ul,ol,blockquote,pre,table){margin:12px 0}
.prose h1{font-size:28px;line-height:36px;font-weight:650;letter-spacing:-.02em;margin:8px 0 12px}.prose h2{font-size:20px;line-height:28px;font-weight:620;margin:24px 0 8px}.prose :is(h3,h4,h5,h6){font-size:16px;line-height:24px;font-weight:620;margin:20px 0 8px}
.prose a{color:var(--accent);text-underline-offset:3px}.prose :is(ul,ol){padding-left:22px}.prose blockquote{border-left:2px solid var(--line-strong);margin-left:0;padding-left:16px;color:var(--muted)}
.prose :not(pre)>code{font-size:.86em;background:var(--sunken);border-radius:4px;padding:1px 4px}.prose pre{background:var(--sunken);border-radius:6px;padding:12px 16px}.prose hr{border:0;border-top:1px solid var(--line);margin:24px 0}
.hljs-keyword,.hljs-literal,.hljs-operator{color:var(--keyword)}.hljs-string,.hljs-regexp{color:var(--string)}.hljs-number{color:var(--number)}.hljs-comment{color:var(--comment)}.hljs-type,.hljs-built_in{color:var(--type)}.hljs-title{color:var(--function)}
@media print{:root{color-scheme:light;--page:#fff;--sunken:#f5f3ef;--ink:#1f1d1a;--muted:#5c5852;--faint:#706b63;--line:#e7e3dc;--line-strong:#cfc9bf;--accent:#0d6661;--danger:#ad2a20;--warn:#855600;--keyword:#7a3e9d;--string:#2f6f3a;--number:#98590a;--comment:#706b63;--type:#0d6661;--function:#2a5da8}
@page{margin:18mm 16mm}main{max-width:none;padding:0}pre{white-space:pre-wrap;overflow:visible}.wide{overflow:visible}h1,h2,h3{break-after:avoid}tr,img,figure,.markup{break-inside:avoid}pre.code{border:1px solid var(--line);break-inside:avoid;break-after:avoid}details:not([open]){display:none}
p,pre,li{orphans:3;widows:3}.outputs>:last-child,.more{break-before:avoid}.error,blockquote,.curves>*{break-inside:avoid}.prose a[href^=http]::after{content:"(" attr(href) ")";display:inline-block;padding-left:4px;color:var(--faint);font-size:12px}}
`.trim();
