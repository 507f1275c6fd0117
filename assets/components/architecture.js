// Networks as drawn volumes, with their cost and their layers; the server hears which are chosen.
//
// data: see `cnnviz/ui/architectures.py`: { networks, difference, chosen, sort, layer, choices, history, vgg, small };
// sets "choice": { arch, arch2, sort, layer }; triggers "open": the address of another page.
import { Page } from "./architecture/page.js";
import { mounted } from "./kit.js";

export default mounted((root) => new Page(root));
