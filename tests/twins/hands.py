"""An officer's hands on a page: every tap and every keystroke is counted."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass
class Hands:
    """One page, and what it has cost so far. A choice from a list and a paste are two taps each, as on a telephone."""

    page: Page
    taps: int = 0
    keystrokes: int = 0

    def press(self, words: str) -> None:
        """Press the button or link that says so."""
        self.tap(self.page.get_by_role("main").get_by_role("button", name=words, exact=True))

    def follow(self, words: str) -> None:
        self.tap(self.page.get_by_role("link", name=words, exact=True).first)

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.click()

    def tick(self, name: str, value: str) -> None:
        """Choose a box or a round button by its label, which is what a thumb can hit."""
        box = self.page.locator(f"input[name={name}][value='{value}']")
        self.tap(self.page.locator(f"label[for='{box.get_attribute('id')}']"))

    def choose(self, name: str, value: str) -> None:
        self.taps += 2
        self.page.select_option(f"select[name={name}]", value)

    def paste(self, name: str, text: str) -> None:
        self.taps += 2
        self.page.fill(f"[name={name}]", text)

    def write(self, name: str, text: str) -> None:
        self.taps += 1
        self.keystrokes += len(text)
        self.page.fill(f"[name={name}]", text)
