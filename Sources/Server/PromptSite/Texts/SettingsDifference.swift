internal import CanonicalJSON
package import Markup
package import PromptReview

/// What differs of two versions beside the words of their texts: the settings, and the size.
///
/// Nothing, where that is the same.
package func settingsDifference(_ change: ContentChange) -> HTML {
  HTML {
    if !change.settings.isEmpty || !change.reordered.isEmpty || change.templateDiffers {
      table(.class("set")) {
        tbody {
          for setting in change.settings { row(setting) }
          for path in change.reordered {
            tr {
              th(.scope("row")) { words(path.isEmpty ? "settings" : path.joined(separator: ".")) }
              td { "in another order" }
            }
          }
          if change.templateDiffers {
            tr {
              th(.scope("row")) { "size" }
              td { size(change) }
            }
          }
        }
      }
    }
  }
}

/// How much changes, in one line: `3 words removed, 11 added; temperature`.
package func changedParts(_ change: ContentChange) -> HTML {
  HTML {
    changedWords(change.words)
    for (index, setting) in change.settings.prefix(shownSettings).enumerated() {
      index == 0 ? "; " : ", "
      words(setting.name)
    }
    if change.settings.count > shownSettings {
      " and \(change.settings.count - shownSettings) other settings"
    }
    if change.settings.isEmpty, !change.reordered.isEmpty { "; the order of settings" }
  }
}

/// So many settings are named in one line.
private let shownSettings = 3

private func row(_ setting: SettingChange) -> HTML {
  let pins = setting.pins
  let (old, new) = (pins.from ?? setting.from?.text(), pins.to ?? setting.to?.text())
  return tr {
    th(.scope("row")) { words(setting.name) }
    td {
      if let old {
        del {
          span(.class("sr")) { "removed: " }
          words(old)
        }
        " "
      }
      if let new {
        ins {
          span(.class("sr")) { "added: " }
          words(new)
        }
      }
    }
  }
}

private func size(_ change: ContentChange) -> String {
  func pair(_ numbers: (from: Int, to: Int), _ unit: String) -> String {
    let noun = numbers.to == 1 ? unit : "\(unit)s"
    guard change.from != nil, numbers.from != numbers.to else { return "\(numbers.to) \(noun)" }
    return "\(numbers.from) → \(numbers.to) \(noun)"
  }
  return "\(pair(change.bytes, "byte")), about \(pair(change.tokens, "token"))"
}
