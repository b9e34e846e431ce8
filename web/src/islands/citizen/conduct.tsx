import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView } from "../../protocol";

/** Why the call was ended, and what a review of it found. */
export function ConductCard({ view }: { view: CitizenView }) {
  const { conduct } = view;
  if (!conduct) return null;
  return (
    <section
      class="panel stack"
      aria-labelledby="conduct-title"
      data-testid="conduct"
      data-review={conduct.review ?? "none"}
    >
      <h2 id="conduct-title">{gettext("The call was ended because of conduct")}</h2>
      <p>{conduct.explanation}</p>
      {conduct.review === null && (
        <p>
          {gettext(
            "A moderator reviews every ending like this one; you need not ask for it. If you want to say how it was, call %(phone)s and give your folio %(folio)s. Your matter keeps its folio and its result.",
            { phone: page().phone, folio: view.folio },
          )}
        </p>
      )}
      {conduct.review === "upheld" && (
        <p role="status">
          {gettext(
            "A moderator reviewed it, and it stands. Your matter keeps its folio and its result. If you do not agree, call %(phone)s and give your folio %(folio)s.",
            { phone: page().phone, folio: view.folio },
          )}
        </p>
      )}
      {conduct.review === "reversed" && <Reversed view={view} />}
    </section>
  );
}

function Reversed({ view }: { view: CitizenView }) {
  const back = view.conduct?.place_back;
  return (
    <div class="callout good stack" role="status">
      <p class="strong">{gettext("A moderator reviewed it: the call should not have been ended. We are sorry.")}</p>
      {back === "same_place" && (
        <>
          <p>{gettext("You can take your place again, with the time of arrival you had.")}</p>
          <p>
            <a class="button" href={`/areas/${view.ticket.department_slug}`} data-testid="take-place-back">
              {gettext("Take my place again")}
            </a>
          </p>
        </>
      )}
      {back === "priority" && (
        <p>{gettext("At the next session you have priority: join with this folio and its PIN.")}</p>
      )}
    </div>
  );
}
