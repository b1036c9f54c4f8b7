internal import Markup
internal import PromptRepo
internal import PromptService

extension PromptSite {
  /// A version's text as it is: lines with their numbers, and the blanks that nobody sees.
  func exactPage(_ view: PromptView, _ request: ServiceRequest, _ frame: Frame) -> Page {
    let title = view.record.title ?? view.name.rawValue
    return frame.page(
      "\(title), exactly", PagePlace(.prompts, folder: PromptFolders.folder(of: view.name))
    ) {
      crumbs(view.name)
      div(.class("head")) { div { h1 { words(title) } } }
      promptTabs(view.name, view.latest, .read)
      older(view)
      meta(view)
      if let page = view.page { exactLines(page, view.content.template) }
      textPages(view)
      textTools(view, request)
      p(.class("muted")) {
        permalink(view, request)
      }
    }
  }

  private func exactLines(_ page: TextPage, _ whole: String) -> HTML {
    let lines = page.text.utf8.split(separator: 10, omittingEmptySubsequences: false)
    let shown = page.text.utf8.last == 10 ? lines.dropLast() : lines[...]
    let isEnd = page.first + page.count > page.total
    let isOpen = isEnd && page.hiddenBytes == 0 && !whole.isEmpty && whole.utf8.last != 10
    return HTML {
      div(
        .class("exact"), .id("text"), .role("region"), .ariaLabel("The text, line by line"),
        .tabindex(0)
      ) {
        for (index, line) in shown.enumerated() {
          let number = page.first + index
          div(.class("ln"), .id("L\(number)")) {
            a(.href(Link(onThisPage: "L\(number)")), .ariaLabel("Line \(number)")) { "\(number)" }
            code(.lang("")) { exactLine(String(Substring(line))) }
          }
        }
      }
      p(.class("muted")) {
        "A dot stands for a blank that is not between two words, an arrow for a tab. "
        if whole.isEmpty { "The text is empty." }
        if isOpen { "The last line has no line feed." }
      }
    }
  }

  /// A line with the blanks to be seen that nobody would see.
  private func exactLine(_ line: String) -> HTML {
    let bytes = Array(line.utf8)
    var html: [HTML] = []
    var done = 0
    func text(to end: Int) {
      if done < end { html.append(block(String(decoding: bytes[done..<end], as: UTF8.self))) }
    }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x20 {
        var end = index
        while end < bytes.count, bytes[end] == 0x20 { end += 1 }
        let isPlain =
          end == index + 1 && index > 0 && end < bytes.count && bytes[index - 1] != 9
          && bytes[end] != 9 && bytes[end] != 13
        if !isPlain {
          text(to: index)
          html.append(blank(String(repeating: "·", count: end - index)))
          done = end
        }
        index = end
      } else if byte == 9 {
        text(to: index)
        html.append(blank("→\t"))
        index += 1
        done = index
      } else if byte == 13, index + 1 == bytes.count {
        text(to: index)
        html.append(blank("CR"))
        index += 1
        done = index
      } else if byte == 0xC2, index + 1 < bytes.count, bytes[index + 1] == 0xA0 {
        text(to: index)
        html.append(span(.class("blank"), .title("no-break space")) { "⍽" })
        index += 2
        done = index
      } else {
        index += 1
      }
    }
    text(to: bytes.count)
    return HTML { html }
  }

  private func blank(_ text: String) -> HTML { span(.class("blank")) { text } }
}
