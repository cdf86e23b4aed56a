import { useQuery } from "@tanstack/react-query";
import File from "lucide-react/icons/file";
import { useEffect, useMemo } from "react";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { bytes as byteWords } from "@/lib/format/number";
import type { Media } from "@/lib/kernel/display/media";
import { bytesOf } from "./bundle-actions";
import { useOutputActions } from "./output-actions";
import type { RendererProps } from "./renderer-props";
import { useStoredBytes } from "./stored-bytes";

/** A picture, a sound, a film, or a file to save. */
export default function MediaOutput({ value: media }: RendererProps<Media>) {
  const read = useStoredBytes();
  const { data, stored, type } = media;
  const found = useQuery({
    queryKey: ["output-media", stored?.hash],
    queryFn: () => read(stored?.hash ?? ""),
    enabled: data === undefined && stored !== undefined,
    staleTime: Infinity,
  });
  const blob = useMemo(() => {
    const bytes = data === undefined ? found.data : bytesOf(data);
    return bytes && new Blob([bytes], { type });
  }, [data, found.data, type]);
  useOutputActions({
    ...(type === "image/png" && blob && { copy: () => blob }),
    save: () => {
      if (!blob) throw new Error("The file has not been read yet.");
      return { name: media.name ?? `output.${endingOf(type)}`, type, data: blob };
    },
  });
  if (data === undefined && stored === undefined) return <p className="text-warn">{tooLarge(media)}</p>;
  if (found.error) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  return blob ? <Player media={media} blob={blob} /> : <Skeleton className="h-24 w-64" />;
}

const tooLarge = ({ type, size }: Media): string =>
  `This ${type} of ${byteWords(size)} is too large to be kept. Show a part of it, or a smaller version.`;

const endingOf = (type: string): string => /\/(?:x-)?([a-z0-9]+)/.exec(type)?.[1] ?? "bin";

function Player({ media, blob }: { media: Media; blob: Blob }) {
  const url = useMemo(() => URL.createObjectURL(blob), [blob]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const { type, alt, name, width, loop } = media;
  const said = alt ?? name;
  if (type.startsWith("image/")) return <img src={url} alt={said ?? "Picture"} width={width} className="max-w-full" />;
  if (type.startsWith("audio/"))
    return <audio controls src={url} loop={loop} aria-label={said ?? "Sound"} className="h-10 w-full max-w-md" />;
  if (type.startsWith("video/"))
    return (
      <video
        controls
        playsInline
        src={url}
        loop={loop}
        width={width}
        aria-label={said ?? "Film"}
        className="max-h-[70vh] max-w-full"
      />
    );
  return (
    <a
      href={url}
      download={name ?? `output.${endingOf(type)}`}
      className="inline-flex items-center gap-2 rounded-md border border-line px-3 py-2 text-[13px] leading-5 hover:border-line-strong"
    >
      <File size={14} aria-hidden className="text-accent" />
      <span className="font-medium">{name ?? "file"}</span>
      <span className="text-faint">
        {type} · {byteWords(media.size)}
      </span>
    </a>
  );
}
