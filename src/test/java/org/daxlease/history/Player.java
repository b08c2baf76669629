package org.daxlease.history;

import java.util.List;
import java.util.random.RandomGenerator;

/** One thread of a random history: plays moves, drawn by weight, until it is told to stop. */
final class Player {

  private record Move(int weight, Runnable run) {}

  private final RandomGenerator random;
  private final List<Move> moves;
  private final int total;

  Player(Stage stage, RandomGenerator random) {
    this.random = random;
    var holders = new HolderMoves(stage, random);
    var orchestrators = new OrchestratorMoves(stage, random);
    this.moves =
        List.of(
            new Move(10, holders::register),
            new Move(8, holders::map),
            new Move(1, holders::unmap),
            new Move(26, holders::pin),
            new Move(5, holders::pinBatch),
            new Move(12, holders::unpin),
            new Move(4, holders::trim),
            new Move(6, holders::transfer),
            new Move(12, holders::lease),
            new Move(5, holders::release),
            new Move(4, holders::beat),
            new Move(1, holders::exit),
            new Move(1, holders::fence),
            new Move(14, orchestrators::request),
            new Move(2, orchestrators::dryRun),
            new Move(1, orchestrators::unlink),
            new Move(22, orchestrators::complete),
            new Move(2, orchestrators::renew),
            new Move(4, orchestrators::cancel),
            new Move(2, orchestrators::expedite),
            new Move(1, orchestrators::changePolicy),
            new Move(3, orchestrators::look));
    this.total = moves.stream().mapToInt(Move::weight).sum();
  }

  void play() {
    int dice = random.nextInt(total);
    for (Move move : moves) {
      dice -= move.weight();
      if (dice < 0) {
        move.run().run();
        return;
      }
    }
  }
}
