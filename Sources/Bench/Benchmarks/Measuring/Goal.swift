/// What the project wants to reach.
struct Goal {
  /// What a goal limits.
  enum Limit {
    /// This project's figure, as a share of another side's.
    case ratio(to: String, Double)
    /// The figure of this project's git store, as a share of another side's.
    case gitRatio(to: String, Double)
    /// This project's figure itself, in the unit of the series.
    case value(Double)
  }

  let limit: Limit

  /// At most this share of another side's figure.
  static func ratio(to name: String, atMost limit: Double) -> Goal {
    Goal(limit: .ratio(to: name, limit))
  }

  /// With the git store at most this share of another side's figure.
  static func gitRatio(to name: String, atMost limit: Double) -> Goal {
    Goal(limit: .gitRatio(to: name, limit))
  }

  /// At most so many microseconds.
  static func microseconds(atMost limit: Double) -> Goal {
    Goal(limit: .value(limit * 1_000))
  }

  /// At most so many megabytes.
  static func megabytes(atMost limit: Double) -> Goal {
    Goal(limit: .value(limit * 1_000_000))
  }
}
