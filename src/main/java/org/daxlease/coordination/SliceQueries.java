package org.daxlease.coordination;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.daxlease.protocol.PolicyOverrides;
import org.daxlease.sql.Databases;
import org.daxlease.sql.EntityRows;
import org.daxlease.sql.IdQuery;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/** What is read of files and of what belongs to them, as rows that JPA does not keep. */
@Component
class SliceQueries {

  static final IdQuery<ProcessEntity> PROCESSES = byIds("process", Rows.PROCESS);
  static final IdQuery<MappingEntity> MAPPINGS = byIds("mapping", Rows.MAPPING);
  static final IdQuery<LeaseEntity> LEASES = byIds("lease", Rows.LEASE);
  static final IdQuery<PinEntity> PINS = byIds("pin", Rows.PIN);
  static final IdQuery<BreakEntity> BREAKS = byIds("lease_break", Rows.BREAK);

  /** The leases that count pins. */
  static final IdQuery<LeaseEntity> LEASES_COUNTING =
      new IdQuery<>(
          "select t.* from lease t where t.id = any(array(select lease_id from pin"
              + " where id = any(?)))",
          Rows.LEASE);

  static final IdQuery<LeaseEntity> LEASES_OF_PINS = liveLeases("pin");
  static final IdQuery<LeaseEntity> LEASES_OF_MAPPINGS = liveLeases("mapping");

  static final FileProcessQuery<LeaseEntity> LEASES_OF =
      new FileProcessQuery<>("lease", "live = true", Rows.LEASE);
  static final FileProcessQuery<PinEntity> PINS_OF =
      new FileProcessQuery<>("pin", "state = 'PINNED'", Rows.PIN);

  /** The pins that a lease of their process is to count once it is there, or wide enough. */
  static final FileProcessQuery<PinEntity> UNCOUNTED_PINS_OF =
      new FileProcessQuery<>(
          "pin",
          "state = 'PINNED' and (t.term = 'LONGTERM' or t.overstayed = true) and not exists"
              + " (select 1 from lease l where l.id = t.lease_id and l.live = true)",
          Rows.PIN);

  static final FileProcessQuery<MappingEntity> MAPPINGS_OF =
      new FileProcessQuery<>("mapping", "state = 'MAPPED'", Rows.MAPPING);
  static final FileProcessQuery<BreakEntity> BREAKS_OF =
      new FileProcessQuery<>("lease_break", "running = true", Rows.BREAK);

  /** By file. */
  static final IdQuery<MappingEntity> MAPPED =
      new IdQuery<>(
          "select t.* from mapping t where t.file_id = any(?) and t.state = 'MAPPED'",
          Rows.MAPPING);

  /** By file. */
  static final IdQuery<BreakEntity> RUNNING =
      new IdQuery<>(
          "select t.* from lease_break t where t.file_id = any(?) and t.running = true",
          Rows.BREAK);

  /** The running breaks that operations wait for. */
  static final IdQuery<BreakEntity> BREAKS_OF_OPERATIONS =
      new IdQuery<>(
          """
          select t.* from lease_break t where t.running = true
            and t.id in (select break_id from operation_break where operation_id = any(?))
          """,
          Rows.BREAK);

  /** The pins that breaks still want gone. */
  static final IdQuery<PinEntity> PINS_OF_BREAKS =
      new IdQuery<>("select t.* from pin t where t.break_id = any(?)", Rows.PIN);

  /** Which open operations wait for breaks. */
  static final IdQuery<OperationBreakEntity> JOINED =
      new IdQuery<>(
          """
          select t.* from operation_break t
            join operation o on o.id = t.operation_id and o.open_file_id is not null
            where t.break_id = any(?)
          """,
          new EntityRows<>(OperationBreakEntity.class));

  static final String LEASES_OVER =
      """
      select t.* from lease t
        where t.file_id = ? and t.live = true and t.range_start < ? and t.range_end > ?
      """;

  /** What the rows of tables are made into. */
  static final class Rows {

    static final EntityRows<ProcessEntity> PROCESS = new EntityRows<>(ProcessEntity.class);
    static final EntityRows<MappingEntity> MAPPING = new EntityRows<>(MappingEntity.class);
    static final EntityRows<LeaseEntity> LEASE = new EntityRows<>(LeaseEntity.class);
    static final EntityRows<PinEntity> PIN = new EntityRows<>(PinEntity.class);
    static final EntityRows<BreakEntity> BREAK = new EntityRows<>(BreakEntity.class);

    private Rows() {}
  }

  private final Map<TargetKind, Locking<ProcessEntity>> shared = new EnumMap<>(TargetKind.class);
  private final Map<TargetKind, Locking<FileEntity>> locked = new EnumMap<>(TargetKind.class);
  private final Locking<ProcessEntity> beating;

  final Map<TargetKind, IdQuery<ProcessEntity>> processes = new EnumMap<>(TargetKind.class);

  /** By id, without their locks. */
  final IdQuery<FileEntity> files;

  final Map<TargetKind, IdQuery<FilesystemEntity>> filesystems = new EnumMap<>(TargetKind.class);

  /** What every command on a file must know of, in the order of arrival. */
  final Map<TargetKind, IdQuery<OperationEntity>> operations = new EnumMap<>(TargetKind.class);

  SliceQueries(JdbcConnectionDetails database) {
    // H2 has one lock for all.
    boolean h2 = Databases.isH2(database);
    String share = h2 ? "update" : "key share";
    String beat = h2 ? "update" : "no key update";
    var file =
        new EntityRows<>(FileEntity.class, PolicyOverrides.class, new PolicyOverridesConverter());
    files = byIds("file", file);
    var names =
        new EntityRows<>(
            FilesystemEntity.class, PolicyOverrides.class, new PolicyOverridesConverter());
    var waiting = new EntityRows<>(OperationEntity.class);
    String process = "select t.* from process t where t.id = %s";
    for (TargetKind by : Set.of(TargetKind.LEASE, TargetKind.PIN)) {
      processes.put(by, new IdQuery<>(process.formatted(by.processes()), Rows.PROCESS));
    }
    for (TargetKind by : Set.of(TargetKind.PROCESS, TargetKind.MAPPING)) {
      shared.put(by, locking(process.formatted(by.processes()), share, Rows.PROCESS));
    }
    beating = locking(process.formatted(TargetKind.PROCESS.processes()), beat, Rows.PROCESS);
    for (TargetKind by :
        Set.of(TargetKind.FILE, TargetKind.MAPPING, TargetKind.LEASE, TargetKind.PIN)) {
      locked.put(
          by,
          locking("select t.* from file t where t.id = %s".formatted(by.files()), "update", file));
      filesystems.put(
          by,
          new IdQuery<>(
              "select t.* from filesystem t where t.name = any(array(select filesystem from file where id = %s))"
                  .formatted(by.files()),
              names));
      operations.put(
          by,
          new IdQuery<>(
              "select t.* from operation t where t.open_file_id = %s order by t.arrival"
                  .formatted(by.files()),
              waiting));
    }
  }

  /** A lock that is waited for, and the same without waiting. */
  private record Locking<E>(IdQuery<E> waiting, IdQuery<E> atOnce) {

    IdQuery<E> now() {
      return LockWait.current() == LockWait.NOWAIT ? atOnce : waiting;
    }
  }

  /** In the order that all take them. */
  private static <E> Locking<E> locking(String rows, String strength, EntityRows<E> made) {
    String sql = rows + " order by t.id for " + strength;
    return new Locking<>(new IdQuery<>(sql, made), new IdQuery<>(sql + " nowait", made));
  }

  /** A process cannot go while somebody adds to it. */
  IdQuery<ProcessEntity> shared(TargetKind by) {
    return Objects.requireNonNull(shared.get(by)).now();
  }

  /**
   * Processes that show signs of life. Whoever adds to one does not keep them from it; who ends it
   * does, and is not waited for in company: that may be long, and others are to be heard.
   */
  IdQuery<ProcessEntity> beating() {
    return LockWait.current().isInCompany() ? beating.atOnce : beating.waiting;
  }

  /** The locks of everything that refers to files. */
  IdQuery<FileEntity> locked(TargetKind by) {
    return Objects.requireNonNull(locked.get(by)).now();
  }

  private static <E> IdQuery<E> byIds(String table, EntityRows<E> rows) {
    return new IdQuery<>("select t.* from " + table + " t where t.id = any(?)", rows);
  }

  /** The live leases of those that pins or mappings belong to. */
  private static IdQuery<LeaseEntity> liveLeases(String of) {
    return new IdQuery<>(
        """
        select t.* from (select distinct file_id, process_id from %s where id = any(?)) v
          join lease t on t.file_id = v.file_id and t.process_id = v.process_id and t.live = true
        """
            .formatted(of),
        Rows.LEASE);
  }
}
