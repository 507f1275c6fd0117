// From a layer to another page. A plain click stays in the visit, so that photo and presenter's type come along; with a
// modifier key, or copied, it is an address as any other.
export function within(link, onOpen) {
  link.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(link.getAttribute("href"));
  });
  return link;
}
