// A second camera, green and behind, beside the one of this browser, which is then the one in front. `twoCameras.hold(true)`:
// another application has it.
(() => {
  const media = navigator.mediaDevices;
  const open = media.getUserMedia.bind(media);
  const list = media.enumerateDevices.bind(media);
  let held = false;
  window.twoCameras = {
    hold(value) {
      held = value;
    },
  };

  function rear() {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 240];
    const paint = canvas.getContext("2d");
    let at = 0;
    const draw = () => {
      paint.fillStyle = "rgb(20, 150, 40)";
      paint.fillRect(0, 0, 320, 240);
      paint.fillStyle = "white";
      paint.fillRect((at = (at + 7) % 320), 0, 12, 240);
    };
    draw();
    const timer = setInterval(draw, 66);
    const [track] = canvas.captureStream(15).getVideoTracks();
    const stop = track.stop.bind(track);
    track.stop = () => {
      clearInterval(timer);
      stop();
    };
    track.getSettings = () => ({ deviceId: "rear", facingMode: "environment" });
    return track;
  }

  media.getUserMedia = async (wanted) => {
    const { deviceId, facingMode } = Object(wanted.video);
    const meant = [deviceId?.exact, deviceId?.ideal].includes("rear") || facingMode?.exact === "environment";
    if (!meant) {
      const video = wanted.video && facingMode?.exact ? { ...wanted.video, facingMode: undefined } : wanted.video;
      return open({ ...wanted, video });
    }
    if (held) throw new DOMException("held", "NotReadableError");
    const sound = wanted.audio ? (await open({ audio: wanted.audio })).getAudioTracks() : [];
    return new MediaStream([rear(), ...sound]);
  };
  media.enumerateDevices = async () => [
    ...(await list()),
    { kind: "videoinput", deviceId: "rear", groupId: "", label: "camera2 0, facing back" },
  ];
})();
