/// A variable that a template of Jinja takes from its caller.
struct JinjaVariable {
  let name: String
  let isData: Bool
  let isRead: Bool
  /// Where it first stands, in bytes.
  let first: Int
  /// Where it stands, in order.
  let offsets: [Int]
}

extension JinjaParser {
  /// The names that a scope takes although neither it nor a scope around it ever sets or takes them
  /// first; in the order of their first places.
  func freeVariables() -> [JinjaVariable] {
    var free: Set<Int> = []
    for scope in scopes where !scope.isDead {
      for (name, use) in scope.uses where use == .load || use == .conditionalStore {
        if names.list[name].word?.isGlobal != true, !isKnown(name, around: scope) {
          free.insert(name)
        }
      }
    }
    var taken: [Int: [JinjaLoad]] = [:]
    var others: [Int: [Int]] = [:]
    for load in loads where free.contains(load.name) {
      if load.isLocal {
        others[load.name, default: []].append(load.offset)
      } else {
        taken[load.name, default: []].append(load)
      }
    }
    for store in conditionalStores where free.contains(store.name) {
      others[store.name, default: []].append(store.offset)
    }
    return free.compactMap { name in
      let loads = taken[name] ?? []
      // Of a name that is only set, and only under a condition, those places.
      let offsets = (loads.isEmpty ? others[name] ?? [] : loads.map(\.offset)).sorted()
      guard let first = offsets.first else { return nil }
      let isLookedInto = loads.contains { $0.use == .lookedInto }
      let isRead = isLookedInto || loads.contains { $0.use == .read }
      return JinjaVariable(
        name: names.list[name].text, isData: isLookedInto || (!isRead && !loads.isEmpty),
        isRead: isRead, first: first, offsets: offsets)
    }.sorted { $0.first < $1.first }
  }

  private func isKnown(_ name: Int, around scope: JinjaScope) -> Bool {
    var next = scope.parent
    while let outer = next {
      if scopes[outer].uses[name] != nil { return true }
      next = scopes[outer].parent
    }
    return false
  }
}
