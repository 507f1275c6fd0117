// A contact sheet on a page. data (packed): as `ContactSheet.show` takes it, blob 0 is the PNG; sets "unit".
import { ContactSheet } from "./contact_sheet.js";
import { paint, unpack } from "./kit.js";

const kept = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector("#root");
  paint(root, parentElement);
  let sheet = kept.get(root);
  if (!sheet) {
    sheet = new ContactSheet({ onRest: (unit) => setStateValue("unit", unit) });
    kept.set(root, sheet);
    root.replaceChildren(sheet.element);
  }
  const { blobs, ...told } = unpack(data);
  sheet.show(told, blobs[0]);
  return () => {
    sheet.leave();
    kept.delete(root);
  };
}
