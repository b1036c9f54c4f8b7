package import Markup

/// A drawing beside words or in their place. It says nothing to readers of the screen, so words do.
package enum Icon: String, CaseIterable, Sendable {
  /// What was done.
  case activity
  /// A step back.
  case back
  /// What holds.
  case check
  /// What can be opened.
  case chevron
  /// A new version.
  case commit
  /// To be taken along.
  case copy
  /// To be changed.
  case edit
  /// What callers get.
  case live
  /// What is held by rules.
  case lock
  /// The program's own mark.
  case mark
  /// The way out.
  case out
  /// On paper.
  case print
  /// The prompts.
  case prompts
  /// Versions that move together.
  case releases
  /// To be found.
  case search
  /// What goes live.
  case up
  /// What needs a look.
  case warn

  /// The drawing, where it stands.
  package var html: HTML { svg(.ariaHidden) { use(id) } }

  /// The shape that the drawing uses, for the page's head.
  var symbol: HTML { Markup.symbol(id: id, box: "0 0 24 24") { shape } }

  private var id: StaticString {
    switch self {
    case .activity: "i-activity"
    case .back: "i-back"
    case .check: "i-check"
    case .chevron: "i-chevron"
    case .commit: "i-commit"
    case .copy: "i-copy"
    case .edit: "i-edit"
    case .live: "i-live"
    case .lock: "i-lock"
    case .mark: "i-mark"
    case .out: "i-out"
    case .print: "i-print"
    case .prompts: "i-prompts"
    case .releases: "i-releases"
    case .search: "i-search"
    case .up: "i-up"
    case .warn: "i-warn"
    }
  }

  @Content private var shape: HTML {
    switch self {
    case .activity:
      circle(x: "12", y: "12", radius: "8.5")
      path("M12 7.5V12l3 2")
    case .back:
      path("M9 14 4.5 9.5 9 5M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3")
    case .check: path("m5 12.5 4.5 4.5L19 7.5")
    case .chevron: path("m9.5 6 6 6-6 6")
    case .commit:
      circle(x: "12", y: "12", radius: "3.5")
      path("M2.5 12h6M15.5 12h6")
    case .copy:
      rect(x: "8.5", y: "8.5", width: "11", height: "11", rounding: "2")
      path("M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2")
    case .edit: path("M4.5 19.5 5.5 15 15.5 5l3.5 3.5-10 10z")
    case .live: path("M4 19V9M10 19V5M16 19v-7M22 19H2")
    case .lock:
      rect(x: "5", y: "10.5", width: "14", height: "9.5", rounding: "2")
      path("M8 10.5V8a4 4 0 0 1 8 0v2.5")
    case .mark:
      path("M5 4v16M5 8h7a4 4 0 0 1 4 4v0a4 4 0 0 0 4 4")
      circle(x: "5", y: "4", radius: "1.6")
      circle(x: "5", y: "20", radius: "1.6")
      circle(x: "20", y: "16", radius: "1.6")
    case .out:
      path(
        "M14 4.5H6.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2H14M10 12h11M17.5 8.5 21 12l-3.5 3.5")
    case .print: path("M7 9V4h10v5M7 16.5H4.5v-7h15v7H17M7 14h10v6H7z")
    case .prompts: path("M5 4.5h14v12H9l-4 3.5zM8.5 9h7M8.5 12.5h4.5")
    case .releases:
      path("m12 3 8.5 4.5v9L12 21l-8.5-4.5v-9zM3.5 7.5 12 12l8.5-4.5M12 12v9")
    case .search:
      circle(x: "11", y: "11", radius: "6.5")
      path("m16 16 4.5 4.5")
    case .up: path("M12 19V6M6.5 11.5 12 6l5.5 5.5")
    case .warn: path("M12 4 2.5 20h19zM12 10v4.5M12 17.3v.2")
    }
  }
}

extension Icon {
  /// The shapes that a page needs: those of the drawings in its content.
  ///
  /// No text has a `<`, so what looks like the use of a shape is one.
  static func sprite(for content: HTML) -> HTML {
    let used = names(in: content.bytes)
    return svg(.class("sprite"), .ariaHidden) {
      for icon in allCases where used.contains(icon.rawValue) { icon.symbol }
    }
  }

  private static func names(in bytes: [UInt8]) -> Set<String> {
    let start = Array("<use href=\"#i-".utf8)
    var names: Set<String> = []
    var place = 0
    while let open = bytes[place...].firstIndex(of: start[0]) {
      place = open + 1
      guard bytes[open...].starts(with: start) else { continue }
      let name = bytes[(open + start.count)...].prefix { $0 != UInt8(ascii: "\"") }
      names.insert(String(decoding: name, as: UTF8.self))
    }
    return names
  }
}
