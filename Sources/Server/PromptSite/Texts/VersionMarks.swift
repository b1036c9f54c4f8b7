package import Markup

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
