// Written by `python -m cnnviz.render.palette`; change the colours there.
export const PALETTE = {
  "light": {
    "page": "#ffffff",
    "text": "#1b2430",
    "faint": "#566273",
    "line": "#c5cdd8",
    "input": {
      "ink": "#0b5cad",
      "fill": "#cfe3f7"
    },
    "kernel": {
      "ink": "#b23a0a",
      "fill": "#fbd9c8"
    },
    "output": {
      "ink": "#006b4f",
      "fill": "#c9ebdf"
    },
    "padding": {
      "ink": "#566273",
      "fill": "#e9ecf0"
    },
    "dropped": {
      "ink": "#7a1f5c",
      "fill": "#f0dbe8"
    },
    "pinned": {
      "ink": "#855600",
      "fill": "#ffd166"
    },
    "negative": "#5b2a9d",
    "zero": "#fbfaf7",
    "positive": "#c75400"
  },
  "dark": {
    "page": "#0f141b",
    "text": "#e8edf3",
    "faint": "#a3afbd",
    "line": "#3a4553",
    "input": {
      "ink": "#7fbfff",
      "fill": "#173a5e"
    },
    "kernel": {
      "ink": "#ff9a6b",
      "fill": "#5a2711"
    },
    "output": {
      "ink": "#4fd6a8",
      "fill": "#0f4636"
    },
    "padding": {
      "ink": "#a3afbd",
      "fill": "#232b35"
    },
    "dropped": {
      "ink": "#f08fc6",
      "fill": "#4a1f3a"
    },
    "pinned": {
      "ink": "#ffc94d",
      "fill": "#6b4a00"
    },
    "negative": "#b48cff",
    "zero": "#12161c",
    "positive": "#ffa04d"
  },
  "sequential": [
    "#440154",
    "#482878",
    "#3e4989",
    "#31688e",
    "#26828e",
    "#1f9e89",
    "#35b779",
    "#6ece58",
    "#b5de2b",
    "#fde725"
  ]
};
