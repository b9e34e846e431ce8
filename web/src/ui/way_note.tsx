import { useEffect, useState } from "preact/hooks";
import { gettext } from "../i18n";
import type { MediaLink } from "../rtc";
import { ENOUGH, uplink, type Way, wayOf } from "../way";
import { Icon } from "./icon";

const LOOK_MS = 1000;

interface Props {
  link: MediaLink;
  /** Takes part by voice. */
  onVoice: () => void;
}

/** What is to be known of the network before the call: the way that sound and picture take, and a line that carries little. */
export function WayNote({ link, onVoice }: Props) {
  const [way, setWay] = useState<Way | null>(null);
  const [rate, setRate] = useState<number | null>(null);
  const pc = link.connection.value;
  useEffect(() => {
    void uplink().then(setRate);
  }, []);
  useEffect(() => {
    const look = () =>
      void pc?.getStats?.().then(
        (report) => setWay(wayOf(report.values() as Iterable<Record<string, unknown>>)),
        () => undefined,
      );
    look();
    // A browser goes on looking for a better way, and says which one it uses a moment after it is connected.
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [pc]);
  const narrow = rate !== null && rate < ENOUGH;
  if (!narrow && (way === null || way === "direct")) return null;
  return (
    <div class="callout note" role="status" data-testid="way-note" data-way={way ?? ""} data-narrow={narrow}>
      <Icon name="info" />
      <div class="stack stack-tight">
        {way !== null && way !== "direct" && (
          <p>
            {gettext(
              "Your network blocks the usual way of video (UDP): the call takes another way. It works, perhaps a little more slowly.",
            )}
          </p>
        )}
        {narrow && (
          <>
            <p>{gettext("Your connection sends little: the picture may stop. By voice you are heard better.")}</p>
            <button type="button" class="button second" data-testid="way-voice" onClick={onVoice}>
              <Icon name="mic" />
              {gettext("Take part by voice")}
            </button>
          </>
        )}
      </div>
    </div>
  );
}
