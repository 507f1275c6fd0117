// The camera: off until asked for, its picture mirrored as in a mirror, shots as square JPEGs.
import { element } from "../kit.js";

const SIDE = 320;

export class Camera {
  /** `onShot(blob)`; with `every` it shoots by itself, so many milliseconds after the last one was dealt with. */
  constructor({ label, onShot, every = 0 }) {
    Object.assign(this, { onShot, every });
    const button = (text, onclick) => Object.assign(element("button", { type: "button", text }), { onclick });
    this.turn = button("Camera", () => (this.stream ? this.off() : this.on()));
    this.turn.setAttribute("aria-label", `Camera for ${label}`);
    this.shoot = button("Take a picture", () => this.#shot());
    this.video = element("video", { muted: "", playsinline: "", "aria-label": `What the camera sees, for ${label}` });
    this.said = element("p", { class: "note", role: "status" });
    this.place = element("div", { class: "camera" }, this.video, ...(every ? [] : [this.shoot]));
    this.place.hidden = true;
  }

  async on() {
    this.said.textContent = "";
    if (!navigator.mediaDevices?.getUserMedia) {
      this.said.textContent = "Browsers give the camera only to pages from this machine or over HTTPS.";
      return;
    }
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      this.said.textContent = "The browser gives no camera. Allow it for this page, or plug one in.";
      return;
    }
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => {});
    this.place.hidden = false;
    this.turn.textContent = "Camera off";
    if (this.every) this.#live();
  }

  off() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.place.hidden = true;
    this.turn.textContent = "Camera";
  }

  async #live() {
    while (this.stream) {
      await this.#shot();
      await new Promise((done) => setTimeout(done, this.every));
    }
  }

  async #shot() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return;
    const side = Math.min(videoWidth, videoHeight);
    const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
    canvas.getContext("2d").drawImage(this.video, (videoWidth - side) / 2, (videoHeight - side) / 2, side, side, 0, 0, SIDE, SIDE);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    await this.onShot(blob);
  }
}
