// A word in front of the page's title that every screen shows: how far the training is, seen even from another tab.

class TitleNote {
  #text = $state('');

  get text(): string {
    return this.#text;
  }

  set(text: string): void {
    this.#text = text;
  }
}

export const titleNote = new TitleNote();
