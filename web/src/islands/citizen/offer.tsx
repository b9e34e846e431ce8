import { later } from "../../ui/later";
import type { Controller } from "./controller";

/** Fetched when somebody is asked, which is seldom. */
export const Offer = later<{ controller: Controller }>(
  () => import("./offer_card").then((module) => module.OfferCard),
  "offer_card",
);

/** How somebody wants to go on when their department cannot attend them; nothing while nobody asks. */
export function OfferCard({ controller }: { controller: Controller }) {
  return controller.state.value.view?.offer ? <Offer controller={controller} /> : null;
}
