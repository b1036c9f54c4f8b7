internal import CanonicalJSON

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
