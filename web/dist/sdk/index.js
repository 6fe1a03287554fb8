// sdk/errors.ts
var ChatError = class extends Error {
  constructor(message, code, mayRetry, fields = [], reasons = [], retryAfter = null) {
    super(message);
    this.code = code;
    this.mayRetry = mayRetry;
    this.fields = fields;
    this.reasons = reasons;
    this.retryAfter = retryAfter;
    this.name = "ChatError";
  }
  code;
  mayRetry;
  fields;
  reasons;
  retryAfter;
};
function asChatError(error) {
  return error instanceof ChatError ? error : new ChatError("Something went wrong.", "unknown", true);
}

// sdk/ids.ts
function newId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// sdk/keeping.ts
function storage(where) {
  try {
    return where === "tab" ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}
function kept(where, name) {
  try {
    return JSON.parse(storage(where)?.getItem(name) ?? "null");
  } catch {
    return null;
  }
}
function keep(where, name, value) {
  try {
    if (value === null) storage(where)?.removeItem(name);
    else storage(where)?.setItem(name, JSON.stringify(value));
  } catch {
  }
}
function listIn(name) {
  const load = () => {
    const stored = kept("tab", name);
    return Array.isArray(stored) ? stored : [];
  };
  return { load, save: (list) => keep("tab", name, list.length > 0 ? list : null) };
}

// sdk/storage.ts
var sessionName = (siteKey) => `floorwalker.session.${siteKey}`;
function loadSession(siteKey) {
  const stored = kept("browser", sessionName(siteKey));
  return isSession(stored) ? stored : null;
}
function saveSession(siteKey, session) {
  keep("browser", sessionName(siteKey), session);
}
function isSession(value) {
  return typeof value === "object" && value !== null && "id" in value && "token" in value;
}

// sdk/transport.ts
var TIMEOUT_MS = 2e4;
var PLACEMENT_TIMEOUT_MS = 3e3;
var RETRY_AFTER_MS = 600;
var Transport = class {
  constructor(base) {
    this.base = base;
  }
  base;
  /** The answer's JSON. A call without an answer is made once more: repeats are harmless to the gateway. */
  async call(path, options = {}) {
    try {
      return await this.once(path, options);
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== "no_answer") throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
      return this.once(path, options);
    }
  }
  /** Whether the chat is to be shown to a shopper who agreed to analytics; if it cannot be told just now, it is. */
  async isShown(siteKey, shopper) {
    const body = { site_key: siteKey, shopper_id: shopper, consent: { analytics: true } };
    try {
      return (await this.once("/v1/chat/placement", { body, patience: PLACEMENT_TIMEOUT_MS })).widget;
    } catch {
      return true;
    }
  }
  async once(path, options) {
    const { method = "POST", body, token, keepalive, patience = TIMEOUT_MS } = options;
    const headers = { "Content-Type": "application/json" };
    if (token) headers["Authorization"] = `Bearer ${token}`;
    const response = await this.fetched(path, {
      method,
      headers,
      body: body === void 0 ? null : JSON.stringify(body),
      keepalive: keepalive ?? false,
      signal: AbortSignal.timeout(patience)
    });
    const answer = await response.json().catch(() => null);
    if (response.ok) return answer;
    throw refusal(response, answer);
  }
  async fetched(path, init) {
    try {
      return await fetch(this.base + path, init);
    } catch {
      throw new ChatError("The shop cannot be reached just now. Please check your connection.", "no_answer", true);
    }
  }
};
function refusal(response, answer) {
  const { status } = response;
  const body = answer ?? {};
  const retry = status === 429 || status >= 500;
  const detail = body.detail ?? [];
  return new ChatError(
    body.message ?? "Something went wrong.",
    body.error ?? `http_${status}`,
    retry,
    detail.map(({ field }) => field),
    detail.map(({ reason }) => reason),
    secondsOf(response.headers.get("Retry-After"))
  );
}
function secondsOf(header) {
  if (!header) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1e3;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

// sdk/session.ts
var Session = class {
  constructor(options) {
    this.options = options;
    this.transport = new Transport(options.base);
    this.analytics = options.analytics;
  }
  options;
  transport;
  stored = null;
  analytics;
  /** The page that the gateway knows of. */
  told = "";
  /** Null before the session is begun here, and after its end. */
  get id() {
    return this.stored?.id ?? null;
  }
  get token() {
    return this.stored?.token ?? "";
  }
  /** In which language the shopper is spoken to: what the page wished, unless the site does not offer it. */
  get locale() {
    return this.stored?.locale ?? this.options.locale;
  }
  /** What the site asks shoppers to agree to, where the page does not. */
  get consent() {
    return this.stored?.consent ?? null;
  }
  /** The shop's own id of the shopper, if they agreed to analytics. */
  get shopper() {
    return this.analytics ? this.options.shopper || null : null;
  }
  /** The session as this browser keeps it, which another tab may have begun or ended. */
  kept() {
    return loadSession(this.options.siteKey);
  }
  /** Also before the session is taken up here; empty where there is none. */
  keptToken() {
    return (this.stored ?? this.kept())?.token ?? "";
  }
  /** Goes on with a session; with none. */
  take(stored) {
    this.stored = stored;
  }
  /** Begins another; its greeting. */
  async open() {
    const { siteKey, locale } = this.options;
    const { analytics, shopper } = this;
    const opened = await this.transport.call("/v1/chat/sessions", {
      body: { site_key: siteKey, locale, consent: { analytics }, ...shopper ? { shopper_id: shopper } : {} }
    });
    const { locale: spoken = locale, consent = null } = opened;
    this.stored = { id: opened.session_id, token: opened.token, analytics, locale: spoken, consent };
    saveSession(siteKey, this.stored);
    return opened.messages;
  }
  /** Ends it, or has it deleted; one that is over is. */
  async leave(method, path) {
    try {
      if (this.stored) await this.transport.call(path, { method, token: this.token });
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  }
  /** Keeps it no longer. */
  forget() {
    this.stored = null;
    saveSession(this.options.siteKey, null);
  }
  /** Says whether the shopper allows analytics from now on. */
  async allow(analytics) {
    this.analytics = analytics;
    await this.tell();
  }
  /** Has the gateway know what is allowed, if it was told something else. */
  async tell(keepalive = false) {
    const { analytics, shopper } = this;
    if (!this.stored || this.stored.analytics === analytics) return;
    const body = { analytics, ...shopper ? { shopper_id: shopper } : {} };
    await this.transport.call("/v1/chat/consent", { body, token: this.token, keepalive });
    this.stored = { ...this.stored, analytics };
    saveSession(this.options.siteKey, this.stored);
  }
  /** Tells where the shopper went; nothing before they chatted. */
  async moved() {
    const page = this.options.page?.() ?? null;
    const token = this.keptToken();
    if (!page || !token || this.told === JSON.stringify(page)) return;
    this.told = JSON.stringify(page);
    await this.transport.call("/v1/chat/page", { body: page, token }).catch(() => this.told = "");
  }
  /** Where the shopper is, told with what they say. */
  place() {
    const page = this.options.page?.() ?? null;
    this.told = page ? JSON.stringify(page) : "";
    return page ? { page } : {};
  }
  /** Says something; the answers. */
  async post(body) {
    return (await this.transport.call("/v1/chat/messages", { body, token: this.token })).messages;
  }
  /** What was said, after a message or at all. */
  async history(after = null) {
    const behind = after === null ? "" : `?after=${encodeURIComponent(after)}`;
    const answer = await this.transport.call(`/v1/chat/messages${behind}`, { method: "GET", token: this.token });
    return answer.messages;
  }
  report(events, keepalive) {
    return this.transport.call("/v1/chat/events", { body: { events }, token: this.keptToken(), keepalive });
  }
  async leaveAddress(address, note) {
    return (await this.transport.call("/v1/chat/contact", { body: { address, note }, token: this.token })).messages;
  }
  product(id) {
    return this.transport.call(`/v1/chat/products/${encodeURIComponent(id)}`, { method: "GET", token: this.token });
  }
};
function isOver(error) {
  return error instanceof ChatError && error.code === "not_signed_in";
}

// sdk/waiting.ts
function around(ms) {
  return ms * (0.75 + Math.random() / 2);
}
function pauseAfter(error, tries, first, longest) {
  const pause = around(Math.min(longest, first * 2 ** Math.max(0, tries - 1)));
  return error?.retryAfter ? Math.max(pause, Math.min(longest, error.retryAfter * 1e3)) : pause;
}
function isOffline() {
  return typeof navigator !== "undefined" && navigator.onLine === false;
}
function onOnline(back) {
  if (typeof window === "undefined") return () => void 0;
  addEventListener("online", back);
  return () => removeEventListener("online", back);
}

// sdk/events.ts
var WAIT_MS = 1500;
var FIRST_PAUSE_MS = 4e3;
var LONGEST_PAUSE_MS = 5 * 6e4;
var MOST_AT_ONCE = 100;
var MOST_KEPT = 1e3;
var MOST_CLOSING_CHARACTERS = 3e4;
var EventQueue = class {
  constructor(send, store = { load: () => [], save: () => void 0 }) {
    this.send = send;
    this.store = store;
    this.waiting = store.load().slice(-MOST_KEPT);
    onOnline(() => void this.flush());
  }
  send;
  store;
  waiting;
  timer;
  sending = false;
  closing = false;
  failures = 0;
  /** How many are sent at once: fewer while the gateway refuses a batch without saying which of it. */
  most = MOST_AT_ONCE;
  /** How many wait to be sent. */
  get size() {
    return this.waiting.length;
  }
  /** `id`: of what happens once, whichever tab tells it (`idOf`). */
  add(type, fields = {}, id = newId()) {
    this.keep([...this.waiting, { event_id: id, type, at: (/* @__PURE__ */ new Date()).toISOString(), ...fields }].slice(-MOST_KEPT));
    this.schedule(WAIT_MS);
  }
  /** Forgets what waits: the conversation that it is of was deleted. */
  clear() {
    this.keep([]);
  }
  /** Sends what waits, now. `closing` when the page goes away: then what is on its way is sent again, as it may not arrive. */
  async flush(closing = false) {
    if (this.timer !== void 0) clearTimeout(this.timer);
    this.timer = void 0;
    if (this.sending && !closing || this.closing || this.waiting.length === 0) return;
    const batch = closing ? fitting(this.waiting) : this.waiting.slice(0, this.most);
    this.sending = true;
    this.closing = closing;
    try {
      await this.send(batch, closing);
      this.most = MOST_AT_ONCE;
      this.settle(batch);
    } catch (error) {
      this.refused(batch, asChatError(error));
    } finally {
      this.sending = this.closing = false;
    }
  }
  refused(batch, error) {
    if (error.mayRetry || isOver(error)) {
      this.failures += 1;
      this.schedule(pauseAfter(error, this.failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
      return;
    }
    const named = refusedOf(batch, error);
    if (named.length > 0 || batch.length === 1) this.drop(named.length > 0 ? named : [[batch[0], error.message]]);
    else {
      this.most = Math.ceil(batch.length / 2);
      this.schedule(WAIT_MS);
    }
  }
  drop(refused) {
    for (const [event, reason] of refused) console.warn("floorwalker: the gateway refused an event, which is dropped:", event.type, reason);
    this.settle(refused.map(([event]) => event));
  }
  settle(events) {
    const gone = new Set(events.map((event) => event.event_id));
    this.failures = 0;
    this.keep(this.waiting.filter((event) => !gone.has(event.event_id)));
    if (this.waiting.length > 0) this.schedule(WAIT_MS);
  }
  keep(waiting) {
    this.waiting = waiting;
    this.store.save(waiting);
  }
  schedule(delay) {
    this.timer ??= setTimeout(() => void this.flush(), delay);
  }
};
function refusedOf(batch, error) {
  const reasons = /* @__PURE__ */ new Map();
  error.fields.forEach((field, index) => {
    const place = /^events\.(\d+)(?:\.|$)/.exec(field)?.[1];
    if (place !== void 0) reasons.set(Number(place), `${field}: ${error.reasons[index] ?? error.message}`);
  });
  return batch.flatMap((event, place) => reasons.has(place) ? [[event, reasons.get(place)]] : []);
}
function fitting(events) {
  let characters = 0;
  const fits = events.findIndex((event) => (characters += JSON.stringify(event).length) > MOST_CLOSING_CHARACTERS);
  return events.slice(0, fits === -1 ? MOST_AT_ONCE : Math.max(1, fits)).slice(0, MOST_AT_ONCE);
}

// sdk/live.ts
var FIRST_PAUSE_MS2 = 500;
var LONGEST_PAUSE_MS2 = 15e3;
var SILENCE_MS = 45e3;
var POLL_MS = 4e3;
var FAILURES_TO_POLL = 2;
var MOST_FAILURES = 8;
var TYPING_MS = 2e3;
var OVER = 1008;
var Live = class {
  constructor(base, listener, make = (url) => new WebSocket(url)) {
    this.base = base;
    this.listener = listener;
    this.make = make;
  }
  base;
  listener;
  make;
  socket = null;
  token = null;
  isReady = false;
  isPatient = true;
  failures = 0;
  typedAt = 0;
  again;
  silence;
  poll;
  forget = () => void 0;
  get isOpen() {
    return this.token !== null;
  }
  /** Whether no connection can be had, so that who answers is not told. */
  get isPolling() {
    return this.poll !== void 0;
  }
  /** Whether what is said now is heard at once. */
  get isConnected() {
    return this.isReady;
  }
  /** Listens to the session of this token, if it does not yet. Where nothing is expected, it gives up after a while. */
  open(token) {
    if (this.token === token) return;
    this.close();
    this.token = token;
    this.forget = onOnline(this.hurry);
    this.connect();
  }
  /** Listens no more. */
  close() {
    this.token = null;
    this.failures = 0;
    this.forget();
    this.drop();
    clearTimeout(this.again);
    this.stopPolling();
  }
  /** Whether something will be said for sure, by a person or as a late answer: then it is also asked where no connection
   * can be had. */
  expect(something) {
    this.isPatient = !something;
    if (this.isPatient) this.stopPolling();
    else if (this.failures >= FAILURES_TO_POLL) this.startPolling();
  }
  /** Tells that the shopper types; lost where there is no connection. */
  typing() {
    if (!this.isReady || Date.now() - this.typedAt < TYPING_MS) return;
    this.typedAt = Date.now();
    this.socket?.send(JSON.stringify({ type: "typing" }));
  }
  connect() {
    clearTimeout(this.again);
    let socket;
    try {
      socket = this.make(streamUrl(this.base));
    } catch {
      this.lost();
      return;
    }
    this.socket = socket;
    this.listen(socket);
    socket.onopen = () => socket === this.socket && socket.send(JSON.stringify({ token: this.token, live: true }));
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      this.listen(socket);
      const frame = parsed(data);
      if (frame) this.take(frame);
    };
    socket.onclose = ({ code }) => {
      if (socket !== this.socket) return;
      if (code === OVER) this.close();
      else this.lost();
    };
  }
  take(frame) {
    switch (frame.type) {
      case "ready":
        this.isReady = true;
        this.failures = 0;
        this.stopPolling();
        this.listener.status(frame.status, null);
        this.listener.read();
        break;
      case "messages":
        this.listener.messages(frame.messages);
        break;
      case "status":
        this.listener.status(frame.status, frame.agent);
        break;
      case "typing":
        if (frame.from === "agent") this.listener.typing(frame.agent ?? null);
        break;
      case "waiting":
        this.listener.waiting(frame.text);
        break;
      case "missed":
        this.listener.read();
        break;
    }
  }
  lost() {
    this.drop();
    if (this.token === null) return;
    if (this.isPatient && this.failures >= MOST_FAILURES) {
      this.close();
      return;
    }
    const pause = Math.min(LONGEST_PAUSE_MS2, FIRST_PAUSE_MS2 * 2 ** this.failures);
    this.failures += 1;
    if (this.failures >= FAILURES_TO_POLL && !this.isPatient) this.startPolling();
    this.again = setTimeout(() => this.connect(), around(pause));
  }
  drop() {
    const socket = this.socket;
    this.socket = null;
    this.isReady = false;
    clearTimeout(this.silence);
    socket?.close();
  }
  /** A connection on which nothing comes is dead, whatever the browser thinks of it. */
  listen(socket) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => socket === this.socket && this.lost(), SILENCE_MS);
  }
  startPolling() {
    this.poll ??= setInterval(() => this.listener.read(), POLL_MS);
  }
  stopPolling() {
    clearInterval(this.poll);
    this.poll = void 0;
  }
  hurry = () => {
    if (this.token !== null && this.socket === null) this.connect();
  };
};
function streamUrl(base) {
  const url = new URL("/v1/chat/stream", /^https?:/.test(base) ? base : new URL(base || "/", location.href));
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
function parsed(data) {
  try {
    const frame = JSON.parse(String(data));
    return typeof frame === "object" && frame !== null && "type" in frame ? frame : null;
  } catch {
    return null;
  }
}

// sdk/outage.ts
function isOutage(message) {
  return message.type === "notice" && message.kind === "error" && message.reason === "outage";
}
function isAnswer(message) {
  return message.from !== "shopper" && !isOutage(message);
}
function isOwed(messages) {
  const last = [...messages].reverse().find((message) => message.from !== "shopper");
  return last === void 0 ? null : isOutage(last);
}

// sdk/outbox.ts
var FIRST_PAUSE_MS3 = 1e3;
var LONGEST_PAUSE_MS3 = 2e4;
var LONGEST_LIMIT_MS = 6e4;
var TRIES = { no_answer: 5, too_many_requests: 4, other: 2 };
var Outbox = class {
  constructor(send, listener, store = { load: () => [], save: () => void 0 }) {
    this.send = send;
    this.listener = listener;
    this.store = store;
    this.listen();
  }
  send;
  listener;
  store;
  items = [];
  owed = [];
  isRunning = false;
  wake = () => void 0;
  forget = () => void 0;
  /** Tries again at once whenever the network comes back. */
  listen() {
    this.forget();
    this.forget = onOnline(() => this.isStuckForNetwork() && this.retry());
  }
  /** What is not sent yet, in order. */
  get waiting() {
    return this.items;
  }
  /** What the gateway has, and could not answer yet. */
  get unanswered() {
    return this.owed;
  }
  /** Says something, when what was said before is said. */
  add(request, words) {
    const item = { id: newId(), request, words, state: "waiting", error: null, tries: 0 };
    this.items.push(item);
    this.keep();
    if (this.items[0]?.state === "failed") this.retry();
    else queueMicrotask(() => void this.run());
    return item;
  }
  /** Tries again, now, what waits or failed. */
  retry() {
    for (const item of this.items) {
      item.tries = 0;
      if (item.state === "failed") this.become(item, "waiting");
    }
    this.wake();
    void this.run();
  }
  /** Sends what the gateway could not answer again, with the ids that it has, before all else. */
  again() {
    this.items.unshift(...this.owed);
    this.owed = [];
    this.retry();
  }
  /** What the gateway could not answer has its answer, which came by itself. */
  settle() {
    if (this.owed.length === 0) return;
    const settled = this.owed;
    this.owed = [];
    this.keep();
    for (const item of settled) this.become(item, "sent");
  }
  /** Goes on with what an earlier page did not get answered; those of them that the conversation does not show yet. */
  resume(conversation) {
    const arrived = new Map(conversation.map((message, place) => [message.client_id, place]));
    const known = new Set([...this.owed, ...this.items].map(({ id }) => id));
    const left = [];
    for (const one of this.store.load()) {
      const place = arrived.get(one.id);
      const after = place === void 0 ? [] : conversation.slice(place + 1);
      if (known.has(one.id) || after.some(isAnswer)) continue;
      const item = { ...one, state: "waiting", error: null, tries: 0 };
      if (after.some(isOutage)) this.owed.push({ ...item, state: "unanswered" });
      else left.push(item);
    }
    this.items.unshift(...left);
    this.keep();
    void this.run();
    return this.items.filter((item) => !known.has(item.id) && !arrived.has(item.id));
  }
  /** Forgets what is not sent yet. */
  clear() {
    this.items = [];
    this.owed = [];
    this.keep();
    this.wake();
  }
  close() {
    this.forget();
  }
  isStuckForNetwork() {
    const first = this.items[0];
    return first !== void 0 && (first.state === "waiting" || first.error?.code === "no_answer");
  }
  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      for (let item = this.items[0]; item && item.state !== "failed"; item = this.items[0]) await this.attempt(item);
    } finally {
      this.isRunning = false;
    }
  }
  async attempt(item) {
    if (isOffline()) await this.wait(item, LONGEST_PAUSE_MS3);
    if (!this.items.includes(item)) return;
    this.become(item, "sending");
    try {
      const messages = await this.send(item.request, item.id);
      item.error = null;
      const isOwed2 = messages.length > 0 && messages.every(isOutage);
      if (isOwed2 && this.items.includes(item)) this.owed.push(item);
      if (this.remove(item, isOwed2 ? "unanswered" : "sent")) this.listener()?.answered(item, messages);
    } catch (error) {
      await this.failed(item, asChatError(error));
    }
  }
  async failed(item, error) {
    item.error = error;
    item.tries += 1;
    const isLimit = error.code === "too_many_requests";
    const most = TRIES[error.code] ?? TRIES.other;
    if (!error.mayRetry) this.remove(item, "refused");
    else if (item.tries > most && !isOffline()) this.become(item, "failed");
    else await this.wait(item, pauseAfter(error, item.tries, FIRST_PAUSE_MS3, isLimit ? LONGEST_LIMIT_MS : LONGEST_PAUSE_MS3));
  }
  async wait(item, ms) {
    this.become(item, "waiting");
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => (clearTimeout(timer), resolve());
    });
  }
  /** Whether it was there: what was cleared meanwhile is nobody's any more. */
  remove(item, state) {
    const wasThere = this.items.includes(item);
    this.items = this.items.filter((other) => other !== item);
    this.keep();
    if (wasThere) this.become(item, state);
    return wasThere;
  }
  become(item, state) {
    item.state = state;
    this.listener()?.changed(item);
  }
  keep() {
    this.store.save([...this.owed, ...this.items].map(({ id, request, words }) => ({ id, request, words })));
  }
};

// sdk/person.ts
function agentOf(messages) {
  return [...messages].reverse().find((message) => message.agent)?.agent ?? null;
}
function isHandoff(message) {
  return message.type === "notice" && message.kind === "handoff";
}
function isPersonWanted(status) {
  return status === "queued" || status === "agent";
}

// sdk/reading.ts
var READ_AGAIN_MS = 4e3;
var Reading = class {
  constructor(listener) {
    this.listener = listener;
  }
  listener;
  /** The messages that the page has, and those among them that it was given as news. */
  known = /* @__PURE__ */ new Set();
  handed = /* @__PURE__ */ new Set();
  /** The message up to which everything was read. */
  last = null;
  reading = null;
  isBehind = false;
  /** What is being sent; and whether what is behind it was left to be read. */
  pending = null;
  isCut = false;
  /** Reads what was said since everything was read last; once more if asked meanwhile, and again if it fails. */
  catchUp() {
    this.isBehind = true;
    this.reading ??= this.readAll().finally(() => this.reading = null);
  }
  /** Reads on, once. */
  async readOn() {
    const token = this.listener.token();
    const messages = await this.listener.history(this.last);
    if (token !== this.listener.token()) return;
    const place = messages.findIndex(({ client_id: id }) => typeof id === "string" && id === this.pending);
    const read = place < 0 ? messages : messages.slice(0, place);
    this.last = read.at(-1)?.id ?? this.last;
    this.isCut = place >= 0;
    this.listener.read(read);
  }
  /** Leaves to a request under way what answers the message of this id. */
  async during(id, request) {
    this.pending = id;
    try {
      return await request();
    } finally {
      this.pending = null;
      if (this.isCut) this.catchUp();
    }
  }
  /** Those that the page did not get before. */
  fresh(messages) {
    const fresh = messages.filter((message) => !this.known.has(message.id));
    for (const message of fresh) this.known.add(message.id);
    return fresh;
  }
  /** The page is given these as news. */
  hand(messages) {
    for (const message of messages) this.handed.add(message.id);
  }
  wasHanded({ id }) {
    return this.handed.has(id);
  }
  /** The page has these, and they are all that there are. */
  remember(messages) {
    this.fresh(messages);
    this.last = messages.at(-1)?.id ?? null;
  }
  async readAll() {
    while (this.isBehind) {
      this.isBehind = false;
      try {
        await this.readOn();
      } catch (error) {
        this.listener.failed(error);
        if (error instanceof ChatError && error.code === "not_found") this.last = null;
        setTimeout(() => this.listener.isOn() && this.catchUp(), READ_AGAIN_MS);
      }
    }
  }
};

// sdk/tabs.ts
var MOST_DONE = 500;
var Tabs = class {
  constructor(siteKey, listener) {
    this.siteKey = siteKey;
    this.listener = listener;
  }
  siteKey;
  listener;
  /** Hears from now on what other tabs do. */
  listen() {
    if (typeof window !== "undefined") addEventListener("storage", this.hear);
  }
  close() {
    if (typeof window !== "undefined") removeEventListener("storage", this.hear);
  }
  /** Tells other tabs that something was said here. */
  said() {
    keep("browser", this.name("said"), newId());
  }
  /** Whether the shopper left the chat open, in this tab or another; null: they did neither yet. */
  get isOpen() {
    const open = kept("browser", this.name("open"));
    return typeof open === "boolean" ? open : null;
  }
  set isOpen(open) {
    keep("browser", this.name("open"), open);
  }
  /** Does something while no other tab does the same. */
  async alone(what, work) {
    const locks = typeof navigator === "undefined" ? void 0 : navigator.locks;
    return locks ? await locks.request(this.name(what), work) : work();
  }
  /** Whether this is to be done here and now: true once for each thing, whichever tab or page asks. At once, so that a
   * page that goes away has done what it claimed; two tabs may both be told so within a few milliseconds. */
  claim(what) {
    const stored = kept("browser", this.name("done"));
    const done = Array.isArray(stored) ? stored : [];
    if (done.includes(what)) return false;
    keep("browser", this.name("done"), [...done, what].slice(-MOST_DONE));
    return true;
  }
  hear = ({ key, storageArea }) => {
    if (storageArea !== null && storageArea !== localStorage) return;
    if (key === sessionName(this.siteKey)) this.listener.session();
    else if (key === this.name("said")) this.listener.said();
    else if (key === this.name("open") && this.isOpen !== null) this.listener.open(this.isOpen);
  };
  name(what) {
    return `floorwalker.${what}.${this.siteKey}`;
  }
};

// sdk/chat.ts
var LIVELY_MS = 10 * 6e4;
var Chat = class {
  events;
  outbox;
  tabs;
  session;
  live;
  reading;
  news = null;
  status = "bot";
  agent = null;
  /** Whether the gateway could not answer yet, and will. */
  isOwed = false;
  /** The ids of what was sent from here. */
  mine = /* @__PURE__ */ new Set();
  starting = null;
  lonely;
  constructor(options, makeSocket) {
    this.session = new Session(options);
    this.live = new Live(
      options.base,
      {
        messages: (messages) => this.hand(messages),
        status: (status, agent) => this.become(status, agent),
        typing: (agent) => this.news?.typing(agent ?? this.agent),
        waiting: (text) => this.news?.waiting?.(text),
        read: () => this.reading.catchUp()
      },
      makeSocket
    );
    this.reading = new Reading({
      history: (after) => this.session.history(after),
      token: () => this.session.token,
      read: (messages) => this.hand(messages),
      failed: (error) => isOver(error) && this.live.close(),
      isOn: () => this.live.isOpen
    });
    const { siteKey } = options;
    this.tabs = new Tabs(siteKey, {
      session: () => void this.adopt().catch(() => void 0),
      said: () => this.session.id !== null && this.reading.catchUp(),
      open: (isOpen) => this.news?.opened?.(isOpen)
    });
    this.events = new EventQueue((events, closing) => this.report(events, closing), listIn(`floorwalker.events.${siteKey}`));
    this.tabs.listen();
    this.outbox = new Outbox(
      (request, id) => this.send(request, id),
      () => ({ changed: (item) => this.news?.sending?.(item), answered: (item, messages) => this.news?.answered?.(item, messages) }),
      listIn(`floorwalker.outbox.${siteKey}`)
    );
  }
  /** The messages so far: of the session of this browser, or the greeting of a new one. */
  start() {
    this.starting ??= this.tabs.alone("session", () => this.resume()).finally(() => this.starting = null);
    return this.starting;
  }
  async resume() {
    this.session.take(this.session.kept());
    if (this.session.id !== null) {
      try {
        const messages = await this.continued();
        await this.session.tell().catch(() => void 0);
        return messages;
      } catch (error) {
        if (!isOver(error)) throw error;
      }
    }
    return this.open();
  }
  async continued() {
    const messages = await this.session.history();
    this.reading.remember(messages);
    this.agent = agentOf(messages);
    if (messages.some((message) => message.from === "shopper")) this.listen(messages.some(isHandoff));
    this.heed(messages);
    if (this.events.size > 0) void this.events.flush();
    return messages;
  }
  async open() {
    const greeting = await this.session.open();
    this.startOver();
    this.reading.remember(greeting);
    return greeting;
  }
  /** Says something: at once, or as soon as that can be; `ChatNews` is told what becomes of it. */
  say(request, words) {
    return this.outbox.add(request, words);
  }
  /** Whether there may be something shown before that an event is about: in this tab, or to this shopper. */
  isKnown() {
    return this.hasChatted() || this.session.shopper !== null;
  }
  /** Whether there is a session in this tab. */
  hasChatted() {
    return this.session.id !== null || this.session.kept() !== null;
  }
  /** Who is told what nobody asked for. */
  listenTo(news) {
    this.news = news;
  }
  /** Tells an agent who serves the shopper, or may soon, that they type. What they say will be sent soon: who listens by
   * then hears if its answer takes longer. */
  typing() {
    if (this.session.id !== null) this.listen(false);
    if (isPersonWanted(this.status)) this.live.typing();
  }
  /** In which language the shopper is spoken to: what the page wished, unless the site does not offer it. */
  get locale() {
    return this.session.locale;
  }
  /** What the site asks shoppers to agree to, where the page does not. */
  get consent() {
    return this.session.consent;
  }
  /** Keeps an address at which the shopper wants to be answered; what they are told. */
  async leaveAddress(address, note) {
    return this.reading.fresh(await this.session.leaveAddress(address, note));
  }
  /** Tells whoever serves the shopper that they went to another page; nothing before they chatted. */
  moved() {
    return this.session.moved();
  }
  /** Goes on after `close`. */
  reopen() {
    this.outbox.listen();
    this.tabs.listen();
  }
  /** Hears of nothing any more, but for what the next message opens again. */
  close() {
    clearTimeout(this.lonely);
    this.live.close();
    this.outbox.close();
    this.tabs.close();
  }
  /** Sends what the shopper said and returns the answers; a session that is over is opened again first. What fails may
   * be sent again with the same id, and is not said twice. While a person serves the shopper there are no answers. */
  async send(request, id = newId()) {
    if (this.session.id === null) await (this.news?.begin?.() ?? this.start());
    this.mine.add(id);
    await this.session.tell().catch(() => void 0);
    const body = { ...request, client_id: id, ...this.session.place() };
    this.listen(false);
    const wasOwed = this.isOwed;
    const answers = await this.reading.during(id, () => this.signedIn(() => this.session.post(body)));
    this.reading.fresh(answers);
    if (wasOwed && !this.live.isConnected) await this.reading.readOn().catch(() => void 0);
    this.heed(answers);
    this.listen(answers.some(isHandoff) || answers.length === 0);
    this.tabs.said();
    return answers.filter((message) => isOutage(message) || !this.reading.wasHanded(message));
  }
  async report(events, closing) {
    const post = () => this.session.report(events, closing);
    const told = this.session.tell(closing).catch(() => void 0);
    if (closing) return post();
    await told;
    if (this.session.id === null) await this.start();
    return this.signedIn(post);
  }
  /** Calls, in another session if this one is over: the one that another tab began meanwhile, or a new one. */
  async signedIn(call) {
    const { token } = this.session;
    try {
      return await call();
    } catch (error) {
      if (!isOver(error)) throw error;
      await this.tabs.alone("session", async () => {
        const stored = this.session.kept();
        if (this.session.token !== token) return;
        if (stored && stored.token !== token) return this.take(stored);
        const greeting = await this.open();
        this.news?.renewed?.(greeting);
      });
      return call();
    }
  }
  /** Goes over to the session that another tab began; to none, if it ended this one. */
  async adopt() {
    if (this.session.id === null) return;
    const stored = this.session.kept();
    if (stored?.token === this.session.token) this.session.take(stored);
    else if (stored) await this.take(stored);
    else {
      this.session.take(null);
      this.startOver();
      this.news?.replaced?.([]);
    }
  }
  async take(stored) {
    this.session.take(stored);
    this.startOver();
    this.news?.replaced?.(await this.continued());
  }
  /** Nobody is expected any more: that was in another conversation. */
  startOver() {
    this.isOwed = false;
    this.outbox.settle();
    this.live.close();
    this.become("bot", null);
  }
  /** Listens to what others say; also where nobody is `expected`, for an agent may take the conversation all the same. */
  listen(expected) {
    if (this.news === null) return;
    if (expected) this.live.expect(true);
    this.live.open(this.session.token);
    clearTimeout(this.lonely);
    this.lonely = setTimeout(() => !this.isMoreExpected() && this.live.close(), LIVELY_MS);
  }
  /** Whether somebody will speak who was not asked just now: a person, or the assistant after an outage. */
  isMoreExpected() {
    return this.isOwed || isPersonWanted(this.status);
  }
  /** Notes whether the gateway owes an answer, which it gives by itself once it can. */
  heed(messages) {
    const owed = isOwed(messages);
    if (owed === null || owed === this.isOwed) return;
    this.isOwed = owed;
    if (!owed) this.outbox.settle();
    if (owed || !messages.some(isHandoff)) this.live.expect(this.isMoreExpected());
  }
  become(status, agent) {
    this.live.expect(this.isOwed || isPersonWanted(status));
    const name = status === "agent" ? agent ?? this.agent : null;
    if (status === this.status && name === this.agent) return;
    this.status = status;
    this.agent = name;
    this.news?.status(status, name);
  }
  /** Gives the page what others said, and what the shopper said in another tab; what they said here, it shows by itself. */
  hand(messages) {
    const news = this.reading.fresh(messages.filter((message) => message.from !== "shopper" || this.isOfAnotherTab(message)));
    if (news.length === 0) return;
    this.heed(news);
    this.reading.hand(news);
    const name = agentOf(news);
    const spoke = this.live.isPolling && news.some((message) => message.from === "agent");
    if (name !== null && (spoke || this.status === "agent")) this.become("agent", name);
    this.news?.messages(news);
  }
  isOfAnotherTab({ client_id: id }) {
    return typeof id === "string" && !this.mine.has(id);
  }
  /** Says whether the shopper allows analytics from now on; a session that is not open yet begins with it. What could
   * not be told is told before the next message or event, or by the next page. */
  allow(analytics) {
    return this.session.allow(analytics);
  }
  /** Says how the conversation was, from 1 (very bad) to 5 (very good), in words, or both; once for each. Resolves when it
   * is stored. */
  async rate(score, comment = "") {
    const said = { ...score === null ? {} : { score }, ...comment.trim() ? { comment: comment.trim() } : {} };
    if (Object.keys(said).length === 0 || this.session.id === null || !this.tabs.claim(`rated ${this.session.id}`)) return;
    this.events.add("csat", said);
    await this.events.flush();
  }
  /** Ends the conversation, in all tabs; what is said next begins another. */
  async end() {
    await this.events.flush();
    await this.leave("POST", "/v1/chat/session/end");
  }
  /** Has the gateway delete the conversation, with all that belongs to it. */
  async erase() {
    this.events.clear();
    await this.leave("DELETE", "/v1/chat/session");
  }
  async leave(method, path) {
    await this.session.leave(method, path);
    this.outbox.clear();
    this.session.forget();
    this.reading.remember([]);
    this.startOver();
  }
  /** Everything about one product. */
  product(id) {
    return this.session.product(id);
  }
};
export {
  Chat,
  ChatError,
  EventQueue,
  Outbox,
  Tabs
};
