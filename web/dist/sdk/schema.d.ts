export interface paths {
    "/v1/chat/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Consent
         * @description Gives or withdraws the consent to analytics of a session that goes on; a repeat changes nothing.
         */
        post: operations["change_consent_v1_chat_consent_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave Address
         * @description Keeps an address at which the shopper wants to be answered, in place of an earlier one; from now on they wait for
         *     a person.
         */
        post: operations["leave_address_v1_chat_contact_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store Events
         * @description Stores events; answered only when they are in the database. Repeats are counted, not stored. Those that are
         *     refused are named, and keep no other from being stored.
         */
        post: operations["store_events_v1_chat_events_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read History
         * @description The conversation so far, or what came behind the message `after`; for a page that is loaded again.
         */
        get: operations["read_history_v1_chat_messages_get"];
        put?: never;
        /**
         * Send Message
         * @description Answers one message of the shopper.
         */
        post: operations["send_message_v1_chat_messages_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store Outcomes
         * @description Stores what a shopper bought, with the widget or without, if a page asked for them whether to show it. Answered
         *     only when it is in the database; repeats are counted, not stored.
         */
        post: operations["store_outcomes_v1_chat_outcomes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See Page
         * @description Tells where in the shop the shopper is now; whoever serves them sees it at once.
         */
        post: operations["see_page_v1_chat_page_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/placement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place Widget
         * @description Whether to show the widget to a shopper; the same each time. A page asks before it shows it.
         */
        post: operations["place_widget_v1_chat_placement_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/products/{product_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Product
         * @description Everything about one product.
         */
        get: operations["read_product_v1_chat_products__product_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Session
         * @description Ends the session and deletes its conversation: messages, events, what was lent to it, and the assistant's memory
         *     of it are gone when this is answered.
         */
        delete: operations["delete_session_v1_chat_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/session/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Session
         * @description Ends the session: its token opens nothing any more, and what listens with it is let go. Who left an address goes
         *     on waiting for a person.
         */
        post: operations["end_session_v1_chat_session_end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open Session
         * @description Opens a chat session; the answer's token belongs to it alone.
         */
        post: operations["open_session_v1_chat_sessions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActionMessage
         * @description A button that a shopper pressed, in the history of a session.
         */
        ActionMessage: {
            /**
             * Action
             * @enum {string}
             */
            action: "show_more" | "restart" | "human" | "compare";
            /** Agent */
            agent?: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Client Id */
            client_id?: string | null;
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "agent" | "shopper";
            /** Id */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "action";
            /** Viewed */
            viewed?: string | null;
        };
        /**
         * Bounds
         * @description The numbers that the candidates have of an attribute, in its unit, for who asks for a range of them.
         */
        Bounds: {
            /** Max */
            max: number;
            /** Min */
            min: number;
            /** Step */
            step: number;
        };
        /**
         * Choice
         * @description A tapped answer to a question: an offered value, a range of one's own, several values of which any will do, or
         *     null for "no preference". Null takes back what the shopper wished of the attribute, whatever it was.
         */
        Choice: {
            /** Attribute */
            attribute: string;
            /** Value */
            value?: components["schemas"]["Range"] | boolean | number | string | null;
            /** Values */
            values?: (boolean | number | string)[];
        };
        /**
         * ChoiceMessage
         * @description What a shopper tapped, in the history of a session.
         */
        ChoiceMessage: {
            /** Agent */
            agent?: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            choice: components["schemas"]["Choice"];
            /** Client Id */
            client_id?: string | null;
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "agent" | "shopper";
            /** Id */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "choice";
            /** Viewed */
            viewed?: string | null;
        };
        /**
         * ComparedRow
         * @description An attribute with the value of each compared product, in their order; null where one does not state it.
         */
        ComparedRow: {
            /** Attribute */
            attribute: string;
            /** Label */
            label: string;
            /** Unit */
            unit?: string | null;
            /** Values */
            values: unknown[];
        };
        /**
         * ComparisonMessage
         * @description The attributes in which the products differ, row by row.
         */
        ComparisonMessage: {
            /** Agent */
            agent?: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Client Id */
            client_id?: string | null;
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "agent" | "shopper";
            /** Id */
            id: string;
            /** Products */
            products: components["schemas"]["RankedProduct"][];
            /** Rows */
            rows: components["schemas"]["ComparedRow"][];
            /** Text */
            text?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "comparison";
            /** Viewed */
            viewed?: string | null;
        };
        /**
         * Consent
         * @description What the shopper allowed. Without `analytics` nothing stored says who the shopper is.
         */
        Consent: {
            /**
             * Analytics
             * @default false
             */
            analytics: boolean;
        };
        /**
         * ConsentRequest
         * @description `POST /v1/chat/consent`: what the shopper allows from now on.
         *
         *     Withdrawn, nothing of the session is learned from or counted any more, and it is deleted when it is over. Given
         *     later, only what follows counts; `shopper_id` is stored then, if there is one.
         */
        ConsentRequest: {
            /** Analytics */
            analytics: boolean;
            /** Shopper Id */
            shopper_id?: string | null;
        };
        /**
         * ConsentResponse
         * @description What holds now.
         */
        ConsentResponse: {
            /** Analytics */
            analytics: boolean;
        };
        /**
         * Constraint
         * @description What is asked about one attribute. Products that contradict a hard one are left out; those that contradict a soft
         *     one ("ideally red") come after all others.
         */
        Constraint: {
            /** Attribute */
            attribute: string;
            /**
             * Op
             * @default eq
             * @enum {string}
             */
            op: "eq" | "neq" | "in" | "lt" | "lte" | "gt" | "gte" | "between";
            /** Span */
            span?: [
                number,
                number
            ] | null;
            /**
             * Strength
             * @default hard
             * @enum {string}
             */
            strength: "hard" | "soft";
            /**
             * Text
             * @default
             */
            text: string;
            /** Value */
            value: components["schemas"]["Range"] | (boolean | number | string)[] | boolean | number | string;
        };
        /**
         * ContactRequest
         * @description `POST /v1/chat/contact`: an e-mail address or a telephone number at which the shopper wants to be answered, while
         *     nobody is there. A later one takes the place of an earlier one.
         */
        ContactRequest: {
            /** Address */
            address: string;
            /**
             * Note
             * @default
             */
            note: string;
        };
        /**
         * ContactResponse
         * @description What the shopper is told, as it stands in the conversation from now on.
         */
        ContactResponse: {
            /** Messages */
            messages: (components["schemas"]["TextMessage"] | components["schemas"]["ProductsMessage"] | components["schemas"]["QuestionMessage"] | components["schemas"]["ComparisonMessage"] | components["schemas"]["ProductDetailMessage"] | components["schemas"]["NoticeMessage"])[];
        };
        /**
         * ErrorBody
         * @description Every answer of status 400 and above. `error` is a code that a program can switch on.
         */
        ErrorBody: {
            /** Detail */
            detail?: components["schemas"]["ErrorDetail"][];
            /** Error */
            error: string;
            /** Message */
            message: string;
        };
        /**
         * ErrorDetail
         * @description One thing wrong with a request: the field's path and the reason.
         */
        ErrorDetail: {
            /** Field */
            field: string;
            /** Reason */
            reason: string;
        };
        /**
         * Event
         * @description Something the shopper did with a message. `event_id` makes a repeat harmless.
         *
         *     One about a product names it, which of its variants it is if the page knows, and the message that showed it
         *     likewise; `price` is of one piece. `reason` goes with a thumb, `comment` with a csat, with a score or without.
         */
        Event: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Attribute */
            attribute?: string | null;
            /** Comment */
            comment?: string | null;
            /** Currency */
            currency?: string | null;
            /** Event Id */
            event_id: string;
            /** Message Id */
            message_id?: string | null;
            /** Position */
            position?: number | null;
            /** Price */
            price?: number | null;
            /** Product Id */
            product_id?: string | null;
            /** Quantity */
            quantity?: number | null;
            /** Reason */
            reason?: ("misunderstood" | "wrong_products" | "too_expensive" | "not_enough_information" | "helpful" | "other") | null;
            /** Score */
            score?: number | null;
            /**
             * Type
             * @enum {string}
             */
            type: "impression" | "product_click" | "compare" | "add_to_cart" | "remove_from_cart" | "purchase" | "return" | "option_pick" | "option_skip" | "thumbs_up" | "thumbs_down" | "thumbs_reason" | "csat";
            /** Value */
            value?: components["schemas"]["Range"] | boolean | number | string | null;
            /** Variant Id */
            variant_id?: string | null;
        };
        /**
         * EventsRequest
         * @description `POST /v1/chat/events`: answered 202 only when all are stored.
         *
         *     Each event is judged by itself. A 422 names those that are refused, by their places in the list, with the reason of
         *     each: not an event at all, or one about a message that is not of the session. The others are stored all the same;
         *     those that are refused will be refused again. Repeats are harmless.
         */
        EventsRequest: {
            /** Events */
            events: components["schemas"]["Event"][];
        };
        /**
         * EventsResponse
         * @description How many were new, how many had been stored before, and how many cannot be true (a product that was not shown, a
         *     date before the session): these are kept apart, and sending them again changes nothing.
         */
        EventsResponse: {
            /**
             * Kept Apart
             * @default 0
             */
            kept_apart: number;
            /** Repeated */
            repeated: number;
            /** Stored */
            stored: number;
        };
        /**
         * FacetValue
         * @description An answer that the shopper can tap, and how many candidates have it.
         */
        FacetValue: {
            /** Count */
            count: number;
            /** Label */
            label: string;
            /** Value */
            value: boolean | number | string | components["schemas"]["Range"];
        };
        /**
         * FittingVariant
         * @description The form of a product that fits what was asked, or what those that fit have in common: the card shows it in place
         *     of what the product has in general.
         */
        FittingVariant: {
            /**
             * Available
             * @default true
             */
            available: boolean;
            /** Highest Price */
            highest_price?: number | null;
            /** Id */
            id?: string | null;
            /** Image Url */
            image_url?: string | null;
            /** List Price */
            list_price?: number | null;
            /** Options */
            options: {
                [key: string]: unknown;
            };
            /** Price */
            price?: number | null;
            /** Text */
            text: string;
            /** Url */
            url?: string | null;
        };
        /**
         * HistoryResponse
         * @description `GET /v1/chat/messages`: both sides of the conversation, in order.
         */
        HistoryResponse: {
            /** Messages */
            messages: (components["schemas"]["TextMessage"] | components["schemas"]["ProductsMessage"] | components["schemas"]["QuestionMessage"] | components["schemas"]["ComparisonMessage"] | components["schemas"]["ProductDetailMessage"] | components["schemas"]["NoticeMessage"] | components["schemas"]["ChoiceMessage"] | components["schemas"]["ActionMessage"])[];
        };
        /**
         * Leaning
         * @description A soft preference that follows from the request, and orders products; to revoke it, decline its attribute.
         */
        Leaning: {
            /** Attribute */
            attribute: string;
            /** Label */
            label: string;
            /** Towards */
            towards: ("low" | "high") | boolean | string[];
            /** Weight */
            weight: number;
            /** Why */
            why?: string | null;
        };
        /**
         * MessageRequest
         * @description `POST /v1/chat/messages`: exactly one of `text`, `choice`, `action`.
         *
         *     `client_id` makes a repeat harmless: the same id in the same session gets the first answer again.
         */
        MessageRequest: {
            /** Action */
            action?: ("show_more" | "restart" | "human" | "compare") | null;
            choice?: components["schemas"]["Choice"] | null;
            /** Client Id */
            client_id?: string | null;
            page?: components["schemas"]["Page"] | null;
            /** Text */
            text?: string | null;
        };
        /**
         * MessagesResponse
         * @description What the assistant answered to one message, in order; may be empty while a person has the conversation.
         */
        MessagesResponse: {
            /** Messages */
            messages: (components["schemas"]["TextMessage"] | components["schemas"]["ProductsMessage"] | components["schemas"]["QuestionMessage"] | components["schemas"]["ComparisonMessage"] | components["schemas"]["ProductDetailMessage"] | components["schemas"]["NoticeMessage"])[];
        };
        /**
         * NoticeMessage
         * @description Something about the conversation itself: a person takes over, a part is down, a product goes into the cart.
         */
        NoticeMessage: {
            /** Agent */
            agent?: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Client Id */
            client_id?: string | null;
            /** Contact */
            contact?: boolean | null;
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "agent" | "shopper";
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "handoff" | "error" | "info" | "add_to_cart";
            /** Offers */
            offers?: ("again" | "human")[] | null;
            product?: components["schemas"]["RankedProduct"] | null;
            /** Reason */
            reason?: ("asked" | "anger" | "misses" | "outage") | null;
            /** Summary */
            summary?: string | null;
            /** Text */
            text: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "notice";
            /** Viewed */
            viewed?: string | null;
        };
        /**
         * OptionValue
         * @description One of the values that the variants of a product have for an option.
         */
        OptionValue: {
            /** Available */
            available: boolean;
            /** Label */
            label: string;
            /** Value */
            value: boolean | number | string;
        };
        /**
         * Outcome
         * @description Something that a shopper bought. `outcome_id` makes a repeat harmless: an order's number, say.
         */
        Outcome: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Currency */
            currency?: string | null;
            /** Outcome Id */
            outcome_id: string;
            /**
             * Type
             * @default purchase
             * @constant
             */
            type: "purchase";
            /** Value */
            value?: number | null;
        };
        /**
         * OutcomesRequest
         * @description `POST /v1/chat/outcomes`, from the shop's server or page: answered 202 only when all are stored.
         */
        OutcomesRequest: {
            consent: components["schemas"]["Consent"];
            /** Outcomes */
            outcomes: components["schemas"]["Outcome"][];
            /** Shopper Id */
            shopper_id: string;
            /** Site Key */
            site_key: string;
        };
        /**
         * OutcomesResponse
         * @description How many were new, how many had been stored before, and how many are of a shopper who is in no group.
         */
        OutcomesResponse: {
            /** Repeated */
            repeated: number;
            /** Stored */
            stored: number;
            /** Unplaced */
            unplaced: number;
        };
        /**
         * Page
         * @description `POST /v1/chat/page`: where in the shop the shopper is, for the agent who serves them. Of the address neither
         *     query nor fragment is kept, nor what looks like a secret; the shop's page may name the product that it shows.
         */
        Page: {
            /** Product Id */
            product_id?: string | null;
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Url
             * Format: uri
             */
            url: string;
        };
        /**
         * PlacementRequest
         * @description `POST /v1/chat/placement`: whether a page is to show the widget to a shopper, whom the shop names.
         */
        PlacementRequest: {
            consent: components["schemas"]["Consent"];
            /** Shopper Id */
            shopper_id: string;
            /** Site Key */
            site_key: string;
        };
        /**
         * PlacementResponse
         * @description Without consent, and where no share of the shoppers goes without it, the widget is shown.
         */
        PlacementResponse: {
            /** Widget */
            widget: boolean;
        };
        /**
         * ProductDetail
         * @description `GET /v1/products/{id}`: everything about one product; `attributes` holds brand, category, price too.
         */
        ProductDetail: {
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            };
            /**
             * Available
             * @default true
             */
            available: boolean;
            /** Brand */
            brand?: string | null;
            /** Category */
            category?: string | null;
            /** Codes */
            codes?: {
                [key: string]: string[];
            };
            /** Currency */
            currency?: string | null;
            /** Description */
            description: string;
            /** Highest Price */
            highest_price?: number | null;
            /** Id */
            id: string;
            /** Image Url */
            image_url?: string | null;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /** List Price */
            list_price?: number | null;
            /** Options */
            options?: components["schemas"]["ProductOption"][];
            /** Price */
            price?: number | null;
            /** Title */
            title: string;
            /** Units */
            units: {
                [key: string]: string;
            };
            /** Url */
            url?: string | null;
            /** Variants */
            variants?: components["schemas"]["VariantOffer"][];
        };
        /**
         * ProductDetailMessage
         * @description Everything about one product.
         */
        ProductDetailMessage: {
            /** Agent */
            agent?: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Client Id */
            client_id?: string | null;
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "agent" | "shopper";
            /** Id */
            id: string;
            product: components["schemas"]["ProductDetail"];
            /** Text */
            text?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "product_detail";
            /** Viewed */
            viewed?: string | null;
        };
        /**
         * ProductOption
         * @description What tells the variants of a product apart: an attribute, and the values that they have, in their order.
         */
        ProductOption: {
            /** Label */
            label: string;
            /** Name */
            name: string;
            /** Values */
            values: components["schemas"]["OptionValue"][];
        };
        /**
         * ProductsMessage
         * @description Product cards in order, and the attributes that the order follows.
         */
        ProductsMessage: {
            /** Agent */
            agent?: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Attributes */
            attributes?: components["schemas"]["ShownAttribute"][];
            /** Catalog Version */
            catalog_version: string;
            /** Client Id */
            client_id?: string | null;
            /** Constraints */
            constraints?: components["schemas"]["Constraint"][];
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "agent" | "shopper";
            /** Id */
            id: string;
            /** Leanings */
            leanings?: components["schemas"]["Leaning"][];
            /** Model Version */
            model_version: string;
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Products */
            products: components["schemas"]["RankedProduct"][];
            /**
             * Query
             * @default
             */
            query: string;
            /** Query Id */
            query_id: string;
            /** Text */
            text?: string | null;
            /** Total */
            total: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "products";
            /** Viewed */
            viewed?: string | null;
            /** Wishes */
            wishes?: components["schemas"]["WishTaken"][];
        };
        /**
         * QuestionMessage
         * @description The one question worth asking, with options to tap; free text is always possible too.
         */
        QuestionMessage: {
            /** Agent */
            agent?: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Attribute */
            attribute: string;
            bounds?: components["schemas"]["Bounds"] | null;
            /** Client Id */
            client_id?: string | null;
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "agent" | "shopper";
            /** Id */
            id: string;
            /** Label */
            label: string;
            /**
             * May Skip
             * @default true
             */
            may_skip: boolean;
            /** Options */
            options: components["schemas"]["FacetValue"][];
            /**
             * Several
             * @default false
             */
            several: boolean;
            /** Text */
            text: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "question";
            /** Unit */
            unit?: string | null;
            /** Viewed */
            viewed?: string | null;
        };
        /**
         * Range
         * @description A closed interval of a numeric attribute, in its unit; an end that is None is open.
         */
        Range: {
            /** Max */
            max?: number | null;
            /** Min */
            min?: number | null;
        };
        /**
         * RankedProduct
         * @description A product card, with the constraints it fulfils (`matched`) and contradicts (`missed`), by attribute. Of a
         *     product with variants, by the one that fits best.
         */
        RankedProduct: {
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            };
            /**
             * Available
             * @default true
             */
            available: boolean;
            /** Brand */
            brand?: string | null;
            /** Category */
            category?: string | null;
            /** Currency */
            currency?: string | null;
            /** Fits */
            fits?: components["schemas"]["Reason"][];
            /** Highest Price */
            highest_price?: number | null;
            /** Id */
            id: string;
            /** Image Url */
            image_url?: string | null;
            /** List Price */
            list_price?: number | null;
            /** Matched */
            matched?: string[];
            /** Missed */
            missed?: string[];
            /** Options */
            options?: components["schemas"]["ProductOption"][];
            /** Price */
            price?: number | null;
            /** Score */
            score: number;
            /** Title */
            title: string;
            /** Url */
            url?: string | null;
            variant?: components["schemas"]["FittingVariant"] | null;
            /** Variants */
            variants?: components["schemas"]["Variant"][];
        };
        /**
         * Reason
         * @description What of a product serves the need.
         */
        Reason: {
            /** Affinity */
            affinity: number;
            /** Attribute */
            attribute: string;
            /** Label */
            label: string;
            /** Text */
            text: string;
            /** Why */
            why?: string | null;
        };
        /**
         * SessionRequest
         * @description `POST /v1/chat/sessions`.
         */
        SessionRequest: {
            consent: components["schemas"]["Consent"];
            /**
             * Locale
             * @default en
             */
            locale: string;
            /** Shopper Id */
            shopper_id?: string | null;
            /** Site Key */
            site_key: string;
        };
        /**
         * SessionResponse
         * @description A session, and the token that every later call carries as `Authorization: Bearer`.
         */
        SessionResponse: {
            /** Consent */
            consent?: string | null;
            /**
             * Locale
             * @default en
             */
            locale: string;
            /** Messages */
            messages: (components["schemas"]["TextMessage"] | components["schemas"]["ProductsMessage"] | components["schemas"]["QuestionMessage"] | components["schemas"]["ComparisonMessage"] | components["schemas"]["ProductDetailMessage"] | components["schemas"]["NoticeMessage"])[];
            /** Session Id */
            session_id: string;
            /** Token */
            token: string;
        };
        /**
         * ShownAttribute
         * @description An attribute that shaped the order of a shown list, with its weight.
         */
        ShownAttribute: {
            /** Label */
            label: string;
            /** Name */
            name: string;
            /** Unit */
            unit?: string | null;
            /** Weight */
            weight: number;
        };
        /**
         * Source
         * @description Where an answer stands: a page of the shop.
         */
        Source: {
            /** Title */
            title: string;
            /**
             * Url
             * @default
             */
            url: string;
        };
        /**
         * TextMessage
         * @description Plain words, and where they are from if they are quoted.
         */
        TextMessage: {
            /** Agent */
            agent?: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Client Id */
            client_id?: string | null;
            /**
             * From
             * @enum {string}
             */
            from: "bot" | "agent" | "shopper";
            /** Id */
            id: string;
            /** Sources */
            sources?: components["schemas"]["Source"][];
            /** Text */
            text: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "text";
            /** Viewed */
            viewed?: string | null;
        };
        /**
         * Variant
         * @description A near-duplicate of the product on a card, with what it states otherwise.
         */
        Variant: {
            /**
             * Available
             * @default true
             */
            available: boolean;
            /** Differs */
            differs: {
                [key: string]: unknown;
            };
            /** Id */
            id: string;
            /** Price */
            price?: number | null;
            /** Title */
            title: string;
        };
        /**
         * VariantOffer
         * @description One of the forms that a product is sold in; what is null is as the product has it.
         */
        VariantOffer: {
            /**
             * Available
             * @default true
             */
            available: boolean;
            /** Codes */
            codes?: {
                [key: string]: string[];
            };
            /** Id */
            id: string;
            /** Image Url */
            image_url?: string | null;
            /** List Price */
            list_price?: number | null;
            /** Options */
            options: {
                [key: string]: unknown;
            };
            /** Price */
            price?: number | null;
            /** Text */
            text: string;
            /** Url */
            url?: string | null;
        };
        /**
         * WishTaken
         * @description What was understood of the shopper and is in force: a constraint, or that more or less of a number is wanted. A
         *     choice of no value for its attribute takes it away.
         */
        WishTaken: {
            /** Attribute */
            attribute: string;
            constraint?: components["schemas"]["Constraint"] | null;
            /** Label */
            label: string;
            /** Towards */
            towards?: ("low" | "high") | null;
            /** Unit */
            unit?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    change_consent_v1_chat_consent_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentResponse"];
                };
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    leave_address_v1_chat_contact_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactResponse"];
                };
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    store_events_v1_chat_events_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventsRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsResponse"];
                };
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    read_history_v1_chat_messages_get: {
        parameters: {
            query?: {
                after?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryResponse"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing is there (any more). */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    send_message_v1_chat_messages_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesResponse"];
                };
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    store_outcomes_v1_chat_outcomes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutcomesRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutcomesResponse"];
                };
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    see_page_v1_chat_page_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Page"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    place_widget_v1_chat_placement_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlacementRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacementResponse"];
                };
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    read_product_v1_chat_products__product_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                product_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductDetail"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Nothing is there (any more). */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_session_v1_chat_session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    end_session_v1_chat_session_end_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description No token or session, or one that is unknown or over. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    open_session_v1_chat_sessions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionResponse"];
                };
            };
            /** @description The body is not JSON in UTF-8. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A page or an agent who may not ask this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body is larger than allowed. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A field says what cannot be; `detail` names each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests; `Retry-After` says when to come again. */
            429: {
                headers: {
                    /** @description Seconds to wait. */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The gateway failed; its log has the reason. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A part behind the gateway does not answer just now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
