// What shows more than plain words, in a file of its own (widget-parts.js): a page loads it when the shopper has begun, so
// that the first message costs little.
export { Choices } from "./choices";
export { eraseForm, ratingForm } from "./ending";
export { lend } from "./lent";
export { messageElement } from "./messages";
export { number } from "./numbers";
export { productPage } from "./product";
