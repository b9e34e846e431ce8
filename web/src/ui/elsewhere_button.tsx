import { useState } from "preact/hooks";
import { gettext } from "../i18n";
import type { ElsewhereProps } from "./elsewhere";
import { later } from "./later";

const Elsewhere = later<ElsewhereProps>(() => import("./elsewhere").then((module) => module.Elsewhere));

/** Opens the dialog with the code for another device. */
export function ElsewhereButton(props: Omit<ElsewhereProps, "onClose">) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button type="button" class="bare" data-testid="elsewhere" onClick={() => setOpen(true)}>
        {gettext("Continue on another device…")}
      </button>
      {open && <Elsewhere {...props} onClose={() => setOpen(false)} />}
    </div>
  );
}
