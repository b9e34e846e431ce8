import { gettext } from "../i18n";
import { Dialog } from "./dialog";

interface Props {
  /** Four numbers from 0 to 63. */
  code: readonly number[];
  onClose: () => void;
}

/** The code as four pictures with words, to be compared by voice. */
export function Verify({ code, onClose }: Props) {
  const signs = signsOf();
  return (
    <Dialog title={gettext("Is it the same on all screens?")} testid="verify-code" onClose={onClose}>
      <p>
        {gettext(
          "Read these four words aloud. If all in the call see the same ones, only they have the keys: what passes through the server cannot be opened on the way.",
        )}
      </p>
      <ol class="verify-code">
        {code.map((number, at) => (
          <li key={at}>
            <span aria-hidden="true">{signs[number]?.[0]}</span>
            <span>{signs[number]?.[1]}</span>
          </li>
        ))}
      </ol>
      <p class="soft small">{gettext("If they are different, hang up and tell the municipality.")}</p>
      <div class="row">
        <button type="button" class="button" data-testid="verify-close" onClick={onClose}>
          {gettext("Close")}
        </button>
      </div>
    </Dialog>
  );
}

/** The 64 signs of a code, each with the word that is read aloud. Part of the protocol: their order never changes. */
export function signsOf(): readonly (readonly [string, string])[] {
  return [
    ["🐶", gettext("dog")],
    ["🐱", gettext("cat")],
    ["🐴", gettext("horse")],
    ["🐮", gettext("cow")],
    ["🐷", gettext("pig")],
    ["🐰", gettext("rabbit")],
    ["🐻", gettext("bear")],
    ["🦁", gettext("lion")],
    ["🐘", gettext("elephant")],
    ["🐢", gettext("turtle")],
    ["🐟", gettext("fish")],
    ["🐔", gettext("hen")],
    ["🦋", gettext("butterfly")],
    ["🐝", gettext("bee")],
    ["🐌", gettext("snail")],
    ["🐸", gettext("frog")],
    ["🌵", gettext("cactus")],
    ["🌻", gettext("sunflower")],
    ["🌳", gettext("tree")],
    ["🍄", gettext("mushroom")],
    ["🌽", gettext("corn")],
    ["🍎", gettext("apple")],
    ["🍌", gettext("banana")],
    ["🍇", gettext("grapes")],
    ["🍓", gettext("strawberry")],
    ["🍉", gettext("watermelon")],
    ["🍋", gettext("lemon")],
    ["🥕", gettext("carrot")],
    ["🍞", gettext("bread")],
    ["🧀", gettext("cheese")],
    ["🎂", gettext("cake")],
    ["☕", gettext("coffee")],
    ["☀️", gettext("sun")],
    ["🌙", gettext("moon")],
    ["⭐", gettext("star")],
    ["☁️", gettext("cloud")],
    ["☂️", gettext("umbrella")],
    ["⚡", gettext("lightning")],
    ["❄️", gettext("snowflake")],
    ["🌈", gettext("rainbow")],
    ["🔥", gettext("fire")],
    ["⛰️", gettext("mountain")],
    ["🏠", gettext("house")],
    ["⛪", gettext("church")],
    ["🌉", gettext("bridge")],
    ["🚗", gettext("car")],
    ["🚲", gettext("bicycle")],
    ["✈️", gettext("airplane")],
    ["⛵", gettext("boat")],
    ["🚂", gettext("train")],
    ["🎈", gettext("balloon")],
    ["🔔", gettext("bell")],
    ["🔑", gettext("key")],
    ["🎸", gettext("guitar")],
    ["⚽", gettext("ball")],
    ["📕", gettext("book")],
    ["✏️", gettext("pencil")],
    ["✂️", gettext("scissors")],
    ["⏰", gettext("clock")],
    ["💡", gettext("light bulb")],
    ["👓", gettext("glasses")],
    ["🎩", gettext("hat")],
    ["👞", gettext("shoe")],
    ["🥄", gettext("spoon")],
  ];
}
