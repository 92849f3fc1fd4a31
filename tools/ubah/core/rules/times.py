"""The times of entries, proofs and landings."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule, Trait

AT_AFTER_PROOF = Rule(
    "UB721",
    "at-after-proof",
    Basis.LOCAL,
    traits=Trait.TIME,
    title=Label(
        "at jatuh setelah buktinya",
        "at lies after its proof",
    ),
    what=Label(
        "Butir riwayat menyebut waktu yang lebih lambat daripada tanda tangan atau persetujuan yang membuktikannya.",
        "The entry names a time later than the signature or approval that proves it.",
    ),
    why=Label(
        "Aturan alat: tidak seorang pun dapat menandatangani yang belum terjadi.",
        "A rule of the tool: nobody can sign what has not happened yet.",
    ),
    mend=Label(
        "Isi at dengan waktu langkah itu diambil, lalu tandatangani lagi. ubah advance mengisinya sendiri.",
        "Set at to when the step is taken, then sign again. ubah advance fills it in by itself.",
    ),
)

AT_IN_ORDER = Rule(
    "UB722",
    "at-in-order",
    Basis.READING,
    traits=Trait.TIME,
    title=Label(
        "Waktu dalam riwayat mundur",
        "Times in the journal go back",
    ),
    what=Label(
        "at jatuh sebelum at butir riwayat sebelumnya.",
        "at lies before the previous entry's.",
    ),
    why=Label(
        "Langkah SOP diambil berurutan; waktunya dibaca berurutan pula.",
        "The SOP's steps are taken in order, and so are their times read.",
    ),
    mend=Label(
        "Betulkan at butir yang baru. Pekerjaan yang lebih awal diceritakan dalam data dukung (started_at, performed_at).",
        "Mend the new entry's at. Earlier work is told in the evidence (started_at, performed_at).",
    ),
)

LATE_ENTRY = Rule(
    "UB723",
    "late-entry",
    Basis.LOCAL,
    traits=Trait.TIME,
    title=Label(
        "Pencatatan terlambat",
        "A late entry",
    ),
    what=Label(
        "at mendahului buktinya lebih dari late_entry_hours yang ditetapkan di office.yaml.",
        "at lies before its proof by more than the late_entry_hours in office.yaml.",
    ),
    why=Label(
        "Aturan alat: riwayat ditulis ketika terjadi; menanggali mundur tidak dapat dibedakan dari mengarang.",
        "A rule of the tool: a journal is written as things happen; dating back cannot be told from making up.",
    ),
    mend=Label(
        "Isi at dengan waktu pencatatan, dan ceritakan waktu pekerjaan yang sebenarnya dalam data dukung.",
        "Set at to the time of recording, and tell when the work was really done in the evidence.",
    ),
)

PROOF_BEFORE_BASE = Rule(
    "UB724",
    "proof-before-base",
    Basis.LOCAL,
    traits=Trait.TIME,
    title=Label(
        "Bukti lebih tua daripada dasarnya",
        "A proof older than what it stands on",
    ),
    what=Label(
        "Komit yang membuktikan bertanggal sebelum penggabungan ke main yang menjadi pendahulunya.",
        "The commit that proves is dated before a landing that it descends from.",
    ),
    why=Label(
        "Aturan alat: tanda tangan atas suatu keadaan tidak mungkin mendahului keadaan itu.",
        "A rule of the tool: a signature on a state of things cannot come before it.",
    ),
    mend=Label(
        "Betulkan jam komputer, lalu tandatangani lagi: ubah assent",
        "Set the computer's clock, then sign again: ubah assent",
    ),
)

PROOF_AFTER_LANDING = Rule(
    "UB725",
    "proof-after-landing",
    Basis.LOCAL,
    traits=Trait.TIME,
    title=Label(
        "Bukti bertanggal setelah penggabungan",
        "A proof dated after its landing",
    ),
    what=Label(
        "Komit atau persetujuan yang membuktikan bertanggal setelah penggabungannya ke main.",
        "The commit or approval that proves is dated after the landing itself.",
    ),
    why=Label(
        "Aturan alat: persetujuan mendahului penggabungan ke main.",
        "A rule of the tool: approval comes before landing.",
    ),
    mend=Label(
        "Betulkan jam komputer, lalu tandatangani dan gabungkan lagi.",
        "Set the computer's clock, then sign and land again.",
    ),
)

PROOFS_IN_ORDER = Rule(
    "UB726",
    "proofs-in-order",
    Basis.LOCAL,
    traits=Trait.TIME,
    title=Label(
        "Bukti tidak berurutan",
        "Proofs are not in order",
    ),
    what=Label(
        "Bukti langkah ini lebih tua daripada bukti langkah sebelumnya.",
        "The proof of this step is older than that of the step before.",
    ),
    why=Label(
        "Aturan alat: setiap langkah diambil dengan mengetahui langkah sebelumnya.",
        "A rule of the tool: every step is taken with the one before it in sight.",
    ),
    mend=Label(
        "Tandatangani langkah ini lagi setelah langkah sebelumnya terbukti: ubah assent",
        "Sign this step again once the one before is proved: ubah assent",
    ),
)

DATED_IN_THE_FUTURE = Rule(
    "UB727",
    "dated-in-the-future",
    Basis.LOCAL,
    traits=Trait.TIME,
    title=Label(
        "Bertanggal di masa depan",
        "Dated in the future",
    ),
    what=Label(
        "Komit bertanggal di masa depan, atau terlalu jauh dari jam server.",
        "The commit is dated in the future, or too far off the server's clock.",
    ),
    why=Label(
        "Aturan alat: waktu dalam sejarah harus waktu yang sebenarnya; hanya saat menerima, jam dapat diperiksa.",
        "A rule of the tool: times in the history have to be true; only on arrival can they be held against a clock.",
    ),
    mend=Label(
        "Betulkan jam komputer, lalu buat komitnya lagi: ubah land",
        "Set the computer's clock, then make the commit again: ubah land",
    ),
)
