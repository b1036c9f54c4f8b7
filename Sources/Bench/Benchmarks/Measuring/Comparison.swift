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
