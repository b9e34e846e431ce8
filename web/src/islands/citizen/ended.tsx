import { Recording, Served } from "./after";
import { Booked } from "./booked";
import type { Controller } from "./controller";
import { Absent, Later, Left, NoShow } from "./missed";
import type { Screen } from "./state";

/** What is shown after the call, or when the number is out of the line: fetched when it is needed, or a call begins. */
export function Ended({ screen, controller }: { screen: Screen; controller: Controller }) {
  switch (screen) {
    case "booked":
      return <Booked controller={controller} />;
    case "recording":
      return <Recording controller={controller} />;
    case "served":
      return <Served controller={controller} />;
    case "absent":
      return <Absent controller={controller} />;
    case "no_show":
      return <NoShow controller={controller} />;
    case "left":
      return <Left controller={controller} />;
    default:
      return <Later controller={controller} />;
  }
}
