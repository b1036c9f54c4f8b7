package import Markup
internal import PromptRepo

/// Where a version is live, or a place that has it.
package enum VersionMark: Sendable, Hashable {
  /// Callers who name no environment get it.
  case active
  /// An environment has it.
  case environment(String)
}

extension VersionMark {
  /// The name of the place.
  package var name: String {
    switch self {
    case .active: "active"
    case .environment(let name): name
    }
  }
}

/// The places where a version is live, beside its number.
package func versionTags(_ marks: [VersionMark]) -> HTML {
  HTML {
    for mark in marks {
      switch mark {
      case .active:
        span(.class("tag live")) {
          Icon.check.html
          "active"
        }
      case .environment(let name): span(.class("tag")) { words(name) }
      }
    }
  }
}

/// What a place has of a prompt.
package struct PlacedVersion: Sendable {
  /// The place.
  package let mark: VersionMark
  /// The number of its version; `nil` where it has none.
  package let number: Int?
  /// The place that it is promoted from, where what that has differs by content; otherwise `nil`.
  package let differsFrom: VersionMark?

  /// What a place has.
  package init(_ mark: VersionMark, _ number: Int?, differsFrom: VersionMark? = nil) {
    self.mark = mark
    self.number = number
    self.differsFrom = differsFrom
  }
}

extension PlacedVersion {
  /// What the places have, in the order of promotion, with what differs.
  ///
  /// A version differs from what the place before has, if its content does. Nothing differs from what
  /// another environment has, but not from what is active: most prompts are deployed nowhere.
  static func all(
    _ places: [(mark: VersionMark, number: Int?, hash: VersionHash?)]
  ) -> [PlacedVersion] {
    var before: (mark: VersionMark, number: Int?, hash: VersionHash?)?
    return places.map { place in
      defer { before = place }
      guard let source = before, let hash = source.hash, hash != place.hash,
        place.hash != nil || source.mark != .active
      else { return PlacedVersion(place.mark, place.number) }
      return PlacedVersion(place.mark, place.number, differsFrom: source.mark)
    }
  }
}

/// What each place has, on one line: `active v7  production v6 •`.
package func placedVersions(_ places: [PlacedVersion]) -> HTML {
  p(.class("where")) {
    for (index, place) in places.enumerated() {
      if index > 0 { " " }
      span(.class("off").when(place.differsFrom != nil)) {
        words(place.mark.name)
        " "
        b { versionNumber(place) }
      }
    }
  }
}

/// The number of a version in a place. The dot of a difference is the style sheet's, so words say it
/// too.
package func versionNumber(_ place: PlacedVersion) -> HTML {
  HTML {
    place.number.map { "v\($0)" } ?? "none"
    if let other = place.differsFrom {
      span(.class("sr")) {
        ", differs from "
        words(other.name)
      }
    }
  }
}
