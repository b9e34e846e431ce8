import { Acting } from "./acting";
import { Asking } from "./asking";
import { Reading } from "./reading";

/** The parts of `web/src/ui` that show themselves without a line to the server. `at`: the moment from which terms are counted. */
export function Components({ at }: { at: number }) {
  return (
    <div class="stack stack-loose">
      <Acting />
      <Asking at={at} />
      <Reading />
    </div>
  );
}
