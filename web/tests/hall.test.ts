import { expect, it } from "vitest";
import { pagesOf } from "../src/hall_pages";
import { sentence, spelled } from "../src/hall_voice";

it("puts as many rows on a page as fit, and none on two", () => {
  expect(pagesOf([50, 50, 50, 80, 50], 160)).toEqual([3, 2]);
  expect(pagesOf([50, 50], 100)).toEqual([2]);
  expect(pagesOf([], 100)).toEqual([]);
});

it("gives a row that is taller than the wall a page of its own", () => {
  expect(pagesOf([50, 300, 50], 100)).toEqual([1, 1, 1]);
});

it("reads letters one by one, and numbers without leading zeros", () => {
  expect(spelled("OP-005")).toBe("O P 5");
  expect(spelled("AG-C120")).toBe("A G C 1 2 0");
  expect(sentence("Turno {number}, {room}", { number: "OP-012", room: "Sala 3" })).toBe("Turno O P 12, Sala 3");
});
