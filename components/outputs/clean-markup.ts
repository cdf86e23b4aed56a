import DOMPurify from "dompurify";

const forbidden = ["script", "foreignObject", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "a", "audio", "video", "link", "meta", "base"];

/** Only drawing is left: nothing that runs, loads, submits or leads elsewhere. */
export function cleanMarkup(markup: string): DocumentFragment {
  return DOMPurify.sanitize(markup, {
    USE_PROFILES: { svg: true, svgFilters: true, html: true },
    ADD_TAGS: ["use"],
    FORBID_TAGS: forbidden,
    FORBID_ATTR: ["srcset", "action", "formaction", "ping"],
    ALLOWED_URI_REGEXP: /^(?:#|data:image\/(?:png|jpeg|gif|webp);base64,)/i,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}
