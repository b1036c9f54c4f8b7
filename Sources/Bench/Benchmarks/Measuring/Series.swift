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
