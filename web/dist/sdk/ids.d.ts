export declare function newId(): string;
/** The same id for the same thing, whichever tab makes it: of several events with it the gateway counts the first. */
export declare function idOf(type: string, messageId: string, productId: string): string;
