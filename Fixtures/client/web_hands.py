"""How people work a page: with a mouse, a finger, or the keyboard alone."""


class Mouse:
    """Presses and types where it is told to, and counts how often."""

    def __init__(self, visit):
        self.visit = visit
        self.page = visit.page
        self.presses = self.typed = 0

    def press(self, target):
        """Presses a link, a button or a box."""
        self.presses += 1
        self.reach(target)
        self.activate(target)

    def follow(self, target):
        """Presses what leads to another page, and waits until that is there; gives the answer."""
        with self.page.expect_navigation() as answer:
            self.press(target)
        return answer.value

    def write(self, target, text):
        """Writes a text in the place of what a field has."""
        self.typed += len(text)
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def link(self, name, **options):
        return self.page.get_by_role("link", name=name, **options).first

    def button(self, name, **options):
        return self.page.get_by_role("button", name=name, **options).first

    def field(self, name):
        return self.page.get_by_label(name).first

    def reach(self, target):
        # A press selects all of a search field or none of it; a field is written in as a whole.
        if target.evaluate("one => one.matches('input:not([type=checkbox]), textarea')"):
            target.click()

    def activate(self, target):
        target.click()


class Finger(Mouse):
    """Touches a screen."""

    def activate(self, target):
        target.tap()


class Keyboard(Mouse):
    """Gets about with Tab and acts with Enter and Space; where it is has to be seen at each step."""

    VISIBLE = """() => {
      const seen = one => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      };
      const one = document.activeElement;
      const box = one.getBoundingClientRect();
      const name = `${one.tagName.toLowerCase()} ${one.textContent.trim().slice(0, 40)}`;
      // A row of a list is outlined as a whole.
      if (!seen(one) && !(one.closest('li') && seen(one.closest('li')))) return `no outline: ${name}`;
      if (box.bottom < 1 || box.top > innerHeight - 1) return `out of sight: ${name}`;
      const over = document.elementFromPoint(
        Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)),
        Math.min(innerHeight - 1, Math.max(0, box.top + Math.min(box.height, 40) / 2)));
      const isHidden = over && !one.contains(over) && !over.contains(one) && !over.closest('label');
      return isHidden ? `under ${over.className || over.tagName}: ${name}` : '';
    }"""

    def __init__(self, visit):
        super().__init__(visit)
        self.faults = []

    def reach(self, target):
        for _ in range(300):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            if not self.page.evaluate("() => document.activeElement === document.body"):
                fault = self.page.evaluate(self.VISIBLE)
                if fault:
                    self.faults.append(f"{self.visit.path}: {fault}")
        raise AssertionError(f"{self.visit.path}: Tab does not lead to {target}")

    def activate(self, target):
        # A box is ticked and a part is opened with Space, as a button may be pressed.
        is_link = target.evaluate("one => one.matches('a, button')")
        self.page.keyboard.press("Enter" if is_link else "Space")
