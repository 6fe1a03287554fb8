import type { components } from "./schema.js";
type Schemas = components["schemas"];
export type Product = Schemas["RankedProduct"];
export type ProductDetail = Schemas["ProductDetail"];
export type ShownAttribute = Schemas["ShownAttribute"];
export type Leaning = Schemas["Leaning"];
export type Wish = Schemas["WishTaken"];
export type Constraint = Schemas["Constraint"];
export type Choice = Schemas["Choice"];
export type Option = Schemas["FacetValue"];
export type OptionValue = Option["value"] | null;
export type ProductsMessage = Schemas["ProductsMessage"];
export type QuestionMessage = Schemas["QuestionMessage"];
export type ComparisonMessage = Schemas["ComparisonMessage"];
export type TextMessage = Schemas["TextMessage"];
export type ProductDetailMessage = Schemas["ProductDetailMessage"];
export type Message = Schemas["MessagesResponse"]["messages"][number];
/** A message of the history: the shopper's taps are there too. */
export type LoggedMessage = Schemas["HistoryResponse"]["messages"][number];
export type ShopEvent = Schemas["Event"];
export type EventType = ShopEvent["type"];
export type NoticeMessage = Schemas["NoticeMessage"];
export type Page = Schemas["Page"];
export type ThumbReason = NonNullable<ShopEvent["reason"]>;
/** What was bought, as the page knows it; the price is of one piece. */
export type Purchase = {
    id: string;
} & Pick<ShopEvent, "variant_id" | "price" | "currency" | "quantity">;
/** What a shopper does with products on the shop's own pages. */
export type PageEvent = "product_click" | "add_to_cart" | "remove_from_cart" | "purchase" | "return";
export type Action = NonNullable<Schemas["MessageRequest"]["action"]>;
export type Request = {
    text: string;
} | {
    choice: {
        attribute: string;
        value: OptionValue;
    };
} | {
    choice: {
        attribute: string;
        values: (string | number | boolean)[];
    };
} | {
    action: Action;
};
export {};
