// How the custom-elements manifest is made: what a page may use, nothing private.
export default {
  globs: ["widget/index.ts", "widget/widget.ts"],
  outdir: "dist",
  plugins: [
    {
      name: "public",
      packageLinkPhase({ customElementsManifest }) {
        customElementsManifest.modules = customElementsManifest.modules.filter(({ declarations = [] }) => declarations.some((one) => one.customElement));
        for (const { declarations } of customElementsManifest.modules) {
          for (const element of declarations) {
            const hidden = new Set(["connectedCallback", "disconnectedCallback", "attributeChangedCallback", "observedAttributes"]);
            element.members = (element.members ?? []).filter((member) => member.privacy !== "private" && !hidden.has(member.name));
            element.events = (element.events ?? []).filter((event) => event.name && event.description);
          }
          declarations.splice(0, declarations.length, ...declarations.filter((one) => one.customElement));
        }
      },
    },
  ],
};
