import { waitFor } from "@testing-library/preact";
import { render } from "preact";
import { expect, it } from "vitest";
import { later } from "../../src/ui/later";

const Part = () => <p>Enter the call</p>;
const Meanwhile = () => <p>It is your turn</p>;

it("shows a part that others fetched between its first drawing and its effects", async () => {
  const Late = later(async () => Part, undefined, Meanwhile);
  const place = document.createElement("div");
  render(<Late />, place);
  expect(place.textContent).toBe("It is your turn");
  await Late.load();
  await waitFor(() => expect(place.textContent).toBe("Enter the call"));
});

it("tries again until the part is there", async () => {
  let tries = 0;
  const Late = later(async () => {
    tries += 1;
    if (tries === 1) throw new Error("no network");
    return Part;
  });
  const place = document.createElement("div");
  render(<Late />, place);
  await waitFor(() => expect(place.textContent).toBe("Enter the call"));
  expect(tries).toBe(2);
});
