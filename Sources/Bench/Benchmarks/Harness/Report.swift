internal import CanonicalJSON

/// What a run has found, for people and for programs.
struct Report {
  let comparisons: [Comparison]
  let notes: [String]
  let isQuick: Bool

  init(_ bench: Bench) {
    comparisons = bench.comparisons
    notes = bench.notes + (bench.options.isQuick ? ["Tiny sizes: the figures mean nothing."] : [])
    isQuick = bench.options.isQuick
  }
}

extension Report {
  /// Medians with their spread. `RATIO` is this project's median, over the directory store, as a
  /// share of the row's; `/LIBGIT2` is the row's median as a share of libgit2's.
  var table: String {
    var rows = [["WORK", "", "STORE", "P50", "MIN", "MAX", "N", "RATIO", "/LIBGIT2", "GOAL"]]
    for comparison in comparisons {
      for (index, series) in comparison.series.enumerated() {
        rows.append(
          (index == 0 ? [comparison.work, comparison.title] : ["", ""])
            + Report.cells(comparison, series))
      }
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].utf8.count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmedEnd
    }
    return (lines + notes).joined(separator: "\n") + "\n"
  }

  private static func cells(_ comparison: Comparison, _ series: Series) -> [String] {
    let goal = comparison.goal(at: series)
    let goalText = goal.map { goal in
      let limit =
        series.contender == Contender.ours
        ? text(goal.limit, series.unit) : goal.limit.rounded(to: 2)
      return "<= \(limit) \(goal.isMet ? "met" : "MISSED")"
    }
    return [
      series.contender, text(series.median, series.unit), text(series.minimum, series.unit),
      text(series.maximum, series.unit), "\(series.count)",
      comparison.ratio(to: series)?.rounded(to: 2) ?? "",
      comparison.share(of: series, of: Contender.libgit2)?.rounded(to: 2) ?? "", goalText ?? "",
    ]
  }

  private static func text(_ figure: Double, _ unit: Series.Unit) -> String {
    switch (unit, figure) {
    case (.bytes, _): "\((figure / 1_000_000).rounded(to: 2)) MB"
    case (.nanoseconds, ..<1_000_000): "\((figure / 1_000).rounded(to: 2)) us"
    case (.nanoseconds, _): "\((figure / 1_000_000).rounded(to: 2)) ms"
    }
  }
}

extension Double {
  /// The number with so many digits after the point.
  func rounded(to digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let whole = Int((self * scale).rounded())
    let fraction = "\(abs(whole) % Int(scale))"
    return "\(whole / Int(scale))."
      + String(repeating: "0", count: max(0, digits - fraction.utf8.count)) + fraction
  }
}

extension String {
  /// The text with spaces after it, up to a number of bytes.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - utf8.count))
  }

  fileprivate var trimmedEnd: String {
    guard let last = utf8.lastIndex(where: { $0 != 32 }) else { return "" }
    return String(self[...last])
  }
}

extension Report {
  /// One object: `quick`, `notes` and `results`, one for each side of each comparison.
  ///
  /// Figures are in the `unit` of the result. `ratio` is this project's median as a share of the
  /// result's; `ofLibGit2` is the result's as a share of libgit2's; `goal` and `met` are there where the project wants to reach something.
  var json: [UInt8] {
    var object = JSONObject()
    object["quick"] = .bool(isQuick)
    object["notes"] = .array(notes.map { .string($0) })
    object["results"] = .array(
      comparisons.flatMap { comparison in
        comparison.series.map { .object(Report.result(comparison, $0)) }
      })
    return JSONValue.object(object).utf8(.pretty) + [10]
  }

  private static func result(_ comparison: Comparison, _ series: Series) -> JSONObject {
    var object = JSONObject()
    object["work"] = .string(comparison.work)
    object["title"] = .string(comparison.title)
    object["store"] = .string(series.contender)
    object["unit"] = .string(series.unit.rawValue)
    object["p50"] = number(series.median)
    object["min"] = number(series.minimum)
    object["max"] = number(series.maximum)
    object["samples"] = number(Double(series.count))
    if let ratio = comparison.ratio(to: series) { object["ratio"] = number(ratio) }
    if let share = comparison.share(of: series, of: Contender.libgit2) {
      object["ofLibGit2"] = number(share)
    }
    if let goal = comparison.goal(at: series) {
      object["goal"] = number(goal.limit)
      object["met"] = .bool(goal.isMet)
    }
    return object
  }

  /// A figure with three digits after the point.
  private static func number(_ figure: Double) -> JSONValue {
    JSONNumber((figure * 1_000).rounded() / 1_000).map { .number($0) } ?? .null
  }
}
