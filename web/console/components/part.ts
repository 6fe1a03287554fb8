// What all parts of the page have in common: they know the app, and show its state as it changes.
import { LitElement, type PropertyDeclarations } from "lit";
import type { App } from "../app";
import type { Place, State } from "../store";

export abstract class Part extends LitElement {
  static override properties: PropertyDeclarations = { app: { attribute: false } };
  declare app: App;
  private forgets: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.forgets = [this.app.store.watch(() => this.requestUpdate()), this.app.store.onGuide((place) => this.guided(place))];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const forget of this.forgets) forget();
  }

  protected get state(): State {
    return this.app.store.state;
  }

  /** Takes the focus, where `place` is here. */
  protected guided(_: Place): void {}

  protected found<K extends Element>(selector: string): K | null {
    return this.renderRoot.querySelector<K>(selector);
  }
}
