import { spoken } from "../announce";

/** The page's two live regions: they are there from the first moment, so that screen readers follow them. */
export function LiveRegions() {
  return (
    <div class="visually-hidden">
      <p role="alert" data-testid="spoken-urgent">
        {spoken.urgent.value}
      </p>
      <p role="status" data-testid="spoken">
        {spoken.polite.value}
      </p>
    </div>
  );
}
