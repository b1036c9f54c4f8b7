internal import HTTPMessages

/// Finds what answers a request: one table of the routes of all surfaces that are on.
struct Router: Sendable {
  /// A route, and whose it is. Of the table that each request searches, nothing is copied.
  final class Entry: Sendable {
    let surface: any Surface
    let route: Route

    init(surface: any Surface, route: Route) {
      self.surface = surface
      self.route = route
    }
  }

  /// What was found for a path.
  enum Found {
    /// A route, and the values of the path's parameters.
    case route(Entry, parameters: [String])
    /// Nothing with this method; the methods that the path has, and whose it is.
    case method(any Surface, allowed: [String])
    /// Nothing at all, and whose place it would be.
    case nothing(any Surface)
  }

  /// The routes, those that say more of their paths first.
  private let entries: [Entry]
  /// The beginnings of paths and whose they are, longer ones first.
  private let roots: [(path: [String], surface: any Surface)]
  /// Whose a path is that is below no root.
  private let standard: any Surface

  /// - Parameter standard: The surface that is always on.
  init(_ standard: any Surface, _ others: [any Surface]) {
    self.standard = standard
    let surfaces = [standard] + others
    let entries = surfaces.flatMap { surface in
      surface.routes.map { Entry(surface: surface, route: $0) }
    }
    // `sorted` need not be stable, so equal ones keep their order by their numbers.
    self.entries = entries.enumerated().sorted { left, right in
      let (first, second) = (left.element.route.path, right.element.route.path)
      if first.precedes(second) { return true }
      if second.precedes(first) { return false }
      return left.offset < right.offset
    }.map(\.element)
    roots = surfaces.flatMap { surface in
      surface.roots.map { root in
        (root.split(separator: "/").map(String.init), surface)
      }
    }.sorted { $0.path.count > $1.path.count }
  }

  /// What answers a request for a path.
  func find(_ method: HTTPMethod, _ path: [String]) -> Found {
    let method = method == .head ? .get : method
    var path = path
    if path.last?.isEmpty == true, surface(of: path).passesOverLastSlash { path.removeLast() }
    var allowed: (surface: any Surface, methods: [String])?
    for entry in entries {
      guard let parameters = entry.route.path.match(path) else { continue }
      if entry.route.method == method { return .route(entry, parameters: parameters) }
      let name = entry.route.method.rawValue
      var methods = allowed?.methods ?? []
      if !methods.contains(name) { methods.append(name) }
      allowed = (allowed?.surface ?? entry.surface, methods)
    }
    if let allowed { return .method(allowed.surface, allowed: allowed.methods) }
    return .nothing(surface(of: path))
  }

  /// Whose the place of a target is that cannot be read: a surface that has all places but those of
  /// others, and else nobody's.
  func surface(ofUnreadable target: String) -> any Surface {
    // What is no path at all, such as `*`, nobody asks with a browser.
    guard let root = roots.last, root.path.isEmpty, target.utf8.first == UInt8(ascii: "/") else {
      return standard
    }
    let first = target.utf8.dropFirst().prefix {
      $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?")
    }
    let isOthers = roots.contains { $0.path.first?.utf8.elementsEqual(first) == true }
    return isOthers ? standard : root.surface
  }

  /// Whose the place of a path is.
  func surface(of path: [String]) -> any Surface {
    roots.first { path.starts(with: $0.path) }?.surface ?? standard
  }

  /// How much of a path is the longest root above it; 0 where there is none, or one that has all.
  func rootLength(above path: [String]) -> Int {
    roots.first { path.starts(with: $0.path) }?.path.count ?? 0
  }
}
