import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { Confirm } from "../../ui/confirm";
import type { Controller } from "./controller";
import { takesNumbers } from "./state";

export function LeaveButton({ controller }: { controller: Controller }) {
  const [asking, setAsking] = useState(false);
  const view = controller.state.value.view;
  return (
    <div>
      <button type="button" class="bare" onClick={() => setAsking(true)} data-testid="leave">
        {gettext("Leave the line")}
      </button>
      {asking && (
        <Confirm
          name="leave"
          danger
          title={gettext("Do you want to give up your place?")}
          confirm={gettext("Yes, leave the line")}
          cancel={gettext("Stay in my place")}
          busy={controller.busy.value}
          onConfirm={() => void controller.leave()}
          onClose={() => setAsking(false)}
        >
          <p>
            {view && takesNumbers(view)
              ? gettext(
                  "If you leave, your place is given up. While this line takes people, you can take a new number at its end.",
                )
              : gettext("If you leave, your place is given up. This line gives no new number today.")}
          </p>
        </Confirm>
      )}
    </div>
  );
}
