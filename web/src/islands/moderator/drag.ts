/** Dragging numbers from line to line. It only opens the question that the menu and the keyboard open too. */

const KIND = "application/x-audiencia-tickets";
const OVER = "drop-here";

/** These go along. */
export function drag(event: DragEvent, tickets: readonly string[]): void {
  event.dataTransfer?.setData(KIND, JSON.stringify(tickets));
  if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
}

/** Attributes of a place where numbers can be dropped. */
export function dropping(onDrop: (tickets: string[]) => void) {
  const mark = (event: DragEvent, on: boolean) => (event.currentTarget as HTMLElement).classList.toggle(OVER, on);
  return {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes(KIND)) return;
      event.preventDefault();
      mark(event, true);
    },
    onDragLeave: (event: DragEvent) => {
      const inside = (event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null);
      if (!inside) mark(event, false);
    },
    onDrop: (event: DragEvent) => {
      mark(event, false);
      const tickets = event.dataTransfer?.getData(KIND);
      if (!tickets) return;
      event.preventDefault();
      onDrop(JSON.parse(tickets) as string[]);
    },
  };
}
