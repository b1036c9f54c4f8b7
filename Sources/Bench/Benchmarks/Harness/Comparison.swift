/// The figures of all sides that did the same work in one run.
struct Comparison {
  /// The name of the kind of work, as `--only` takes it.
  let work: String
  /// What was done.
  let title: String
  let series: [Series]
  let goals: [Goal]

  /// This project's figures.
  var ours: Series? { series.first { $0.contender == Contender.ours } }

  /// This project's median as a share of another's; `nil` for itself.
  func ratio(to other: Series) -> Double? {
    guard let ours, other.contender != Contender.ours, other.median > 0 else { return nil }
    return ours.median / other.median
  }

  /// A side's median as a share of another's; `nil` where the other did not take part, and for itself.
  func share(of row: Series, of name: String) -> Double? {
    guard row.contender != name, let other = series.first(where: { $0.contender == name }),
      other.median > 0
    else { return nil }
    return row.median / other.median
  }

  /// The goal that a row of the report shows, and whether it is met.
  func goal(at row: Series) -> (limit: Double, isMet: Bool)? {
    for goal in goals {
      switch goal.limit {
      case .value(let limit) where row.contender == Contender.ours:
        return (limit, row.median <= limit)
      case .ratio(let name, let limit) where row.contender == name:
        return ratio(to: row).map { (limit, $0 <= limit) }
      case .gitRatio(let name, let limit) where row.contender == Contender.ourGit:
        return share(of: row, of: name).map { (limit, $0 <= limit) }
      case .value, .ratio, .gitRatio: continue
      }
    }
    return nil
  }
}

/// The figures of one side of a comparison.
struct Series {
  /// What a figure counts.
  enum Unit: String {
    case nanoseconds, bytes
  }

  let contender: String
  let unit: Unit
  /// All figures, the smallest first; at least one.
  private let sorted: [Double]

  /// Makes a series; `nil` without figures.
  init?(_ contender: String, _ figures: [Double], unit: Unit = .nanoseconds) {
    guard !figures.isEmpty else { return nil }
    self.contender = contender
    self.unit = unit
    sorted = figures.sorted()
  }

  var count: Int { sorted.count }
  var minimum: Double { sorted[0] }
  var maximum: Double { sorted[count - 1] }

  /// The middle figure, or the mean of the two in the middle.
  var median: Double {
    (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}

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
