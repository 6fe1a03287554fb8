import { expect, it } from "vitest";
import { placeOf } from "./place";

it("should tell the page without what may be secret in its address", () => {
  const at = new URL("https://shop.example/lamps/1?token=x#me");
  expect(placeOf(at, "Lamp", null)).toEqual({ url: "https://shop.example/lamps/1", title: "Lamp" });
  expect(placeOf(at, "x".repeat(400), "a/1")).toMatchObject({ title: "x".repeat(300), product_id: "a/1" });
  expect(placeOf(new URL("file:///home/ada/x.html"), "Mine", null)).toBeNull();
});
