import type { VisavisAvatar } from '../element.ts';
import type { MicrophoneStatus } from '../events.ts';
import { byId } from './dom.ts';

/** Start, microphone, keyboard, stop. */
export class Controls {
  /** The sound could not be started. */
  onfault: (error: unknown) => void = () => undefined;

  private readonly avatar: VisavisAvatar;
  private readonly start = byId('start', HTMLButtonElement);
  private readonly stop = byId('stop', HTMLButtonElement);
  private readonly mic = byId('mic', HTMLButtonElement);
  private readonly micText = byId('mic-text', HTMLElement);
  private readonly say = byId('say', HTMLInputElement);
  private readonly composer = byId('composer', HTMLFormElement);
  private readonly hints = { speak: byId('hint-speak', HTMLElement), type: byId('hint-type', HTMLElement) };
  private readonly welcome = byId('welcome', HTMLElement);
  private microphone: MicrophoneStatus = 'off';
  private ears = true;

  constructor(avatar: VisavisAvatar) {
    this.avatar = avatar;
    this.start.addEventListener('click', () => void this.begin());
    this.stop.addEventListener('click', () => void this.end());
    this.mic.addEventListener('click', () => this.toggle());
    this.composer.addEventListener('submit', (event) => this.send(event));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.avatar.hush();
    });
  }

  /** Whether there is a server to talk to. */
  online(online: boolean): void {
    this.composer.classList.toggle('offline', !online);
  }

  microphoneIs(status: MicrophoneStatus): void {
    this.microphone = status;
    const on = status === 'on';
    this.mic.classList.toggle('off', !on);
    this.mic.setAttribute('aria-pressed', String(status === 'muted'));
    this.micText.textContent = on || status === 'muted' ? 'Mute microphone' : 'Use the microphone';
    if (!on) this.level(0);
    this.suggest();
  }

  /** Whether the server can hear. */
  earsAre(ears: boolean): void {
    this.ears = ears;
    this.suggest();
  }

  /** Shows how loud the user is: root mean square, 0..1. */
  level(level: number): void {
    const shown = this.microphone === 'on' ? Math.min(1, Math.sqrt(level) * 1.8) : 0;
    this.mic.style.setProperty('--level', shown.toFixed(2));
  }

  // Speech is suggested only where it would be heard.
  private suggest(): void {
    const audible = this.ears && this.microphone === 'on';
    this.say.placeholder = audible ? 'Speak or type' : 'Type here';
    this.hints.speak.hidden = !audible;
    this.hints.type.hidden = audible;
  }

  private async begin(): Promise<void> {
    this.start.disabled = true;
    try {
      await this.avatar.start();
      this.running(true);
      (matchMedia('(pointer: fine)').matches ? this.say : this.mic).focus();
    } catch (error) {
      this.onfault(error);
    }
    this.start.disabled = false;
  }

  private async end(): Promise<void> {
    await this.avatar.stop();
    this.microphoneIs('off');
    this.running(false);
    this.start.focus();
  }

  private running(running: boolean): void {
    this.composer.hidden = !running;
    this.welcome.hidden = running;
    document.body.dataset['phase'] = running ? 'awake' : 'asleep';
  }

  private toggle(): void {
    if (this.microphone === 'on') this.avatar.mute(true);
    else if (this.microphone === 'muted') this.avatar.mute(false);
    else this.avatar.openMicrophone();
  }

  // While there is no connection the text stays where it is: nothing typed is lost.
  private send(event: SubmitEvent): void {
    event.preventDefault();
    if (this.composer.classList.contains('offline')) return;
    this.avatar.say(this.say.value);
    this.say.value = '';
  }
}
