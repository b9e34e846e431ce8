/** The page's one AudioContext; browsers let it sound only after the person has touched the page. */
let context: AudioContext | undefined;
const UNLOCK_MS = 300;

export function audioContext(): AudioContext {
  context ??= new AudioContext();
  return context;
}

/** Lets sound out from the first touch or key on, so that the turn can be heard later. A little later: a context takes a cheap
 * telephone a fifth of a second, and what was touched answers first. Browsers allow it for a second after the touch. */
export function unlockSound(): void {
  const unlock = () => setTimeout(() => void audioContext().resume(), UNLOCK_MS);
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, unlock, { once: true, passive: true });
}

/** Plays soft notes one after the other (frequencies in Hz); silent on a page that nobody has touched yet. */
export function playNotes(frequencies: readonly number[], secondsEach = 0.28): void {
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
  const sound = audioContext();
  void sound.resume();
  frequencies.forEach((frequency, index) => {
    const start = sound.currentTime + 0.02 + index * secondsEach;
    const oscillator = new OscillatorNode(sound, { type: "sine", frequency });
    const gain = new GainNode(sound, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.35, start + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.001, start + secondsEach * 1.6);
    oscillator.connect(gain).connect(sound.destination);
    oscillator.start(start);
    oscillator.stop(start + secondsEach * 1.7);
  });
}

/** Reports how loud the track is, 0..1, ten times a second; returns what ends it. Nothing where the browser does not listen to it. */
export function meter(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
  const sound = audioContext();
  void sound.resume();
  let source: MediaStreamAudioSourceNode;
  try {
    source = sound.createMediaStreamSource(new MediaStream([track]));
  } catch {
    return () => undefined; // Firefox, to a device whose rate is another than the page's
  }
  const analyser = new AnalyserNode(sound, { fftSize: 1024 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // Speech lies near -40..-10 dB: shown over the whole width of the bar.
    const decibel = 10 * Math.log10(power + 1e-10);
    onLevel(Math.min(1, Math.max(0, (decibel + 60) / 50)));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}
