import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { Confirm } from "../../ui/confirm";
import type { Controller } from "./controller";

export function LeaveButton({ controller }: { controller: Controller }) {
  const [asking, setAsking] = useState(false);
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
          <p>{gettext("If you leave, your place is given up. You can take a new number at the end of the line.")}</p>
        </Confirm>
      )}
    </div>
  );
}
