"""What is legal and has to be seen by an auditor."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

RETROSPECTIVE = Rule(
    "UB901",
    "retrospective",
    Basis.READING,
    title=Label(
        "RFC susulan",
        "A retrospective RFC",
    ),
    what=Label(
        "Perubahan dilaksanakan sebelum permintaannya diajukan.",
        "The change was done before its request.",
    ),
    why=Label(
        "SOP menuntut permintaan mendahului pelaksanaan; yang menyusul ditandai selamanya, tetapi tetap dicatat.",
        "The SOP asks for the request first; one that comes late is marked for good, but still recorded.",
    ),
    mend=Label(
        "Tidak ada yang perlu diperbaiki dalam berkas. Persetujuan lisan dapat dikuatkan pemberinya pada langkah {approves} (confirms_oral).",
        "Nothing has to be mended in the file. Who gave an oral approval can confirm it in the step {approves} (confirms_oral).",
    ),
)

DEVIATED_FROM_PLAN = Rule(
    "UB902",
    "deviated-from-plan",
    Basis.READING,
    title=Label(
        "Menyimpang dari rencana",
        "Deviated from the plan",
    ),
    what=Label(
        "Pelaksanaan mencatat penyimpangan dari rencana yang disetujui.",
        "The implementation records deviations from the plan that was approved.",
    ),
    why=Label(
        "Langkah 6: dilaksanakan seperti yang disetujui; penyimpangan ditunjukkan kepada Kepala LPSE dan pemeriksa.",
        "Step 6: carried out as approved; deviations are shown to the head and to auditors.",
    ),
    mend=Label(
        "Tidak ada yang perlu diperbaiki; jelaskan penyimpangannya dalam laporan.",
        "Nothing has to be mended; explain the deviation in the report.",
    ),
)

APPROVER_IMPLEMENTS = Rule(
    "UB903",
    "approver-implements",
    Basis.LOCAL,
    title=Label(
        "Yang menyetujui juga melaksanakan",
        "Who approved it carried it out",
    ),
    what=Label(
        "Orang yang menyetujui perubahan ini juga melaksanakannya.",
        "The person who approved this change carried it out as well.",
    ),
    why=Label(
        "Aturan alat: di kantor kecil hal ini dapat terjadi, maka tidak ditolak, tetapi ditunjukkan.",
        "A rule of the tool: in a small office this happens, so it is not refused, but shown.",
    ),
    mend=Label(
        "Bila mungkin, lain kali pelaksananya orang lain.",
        "Where possible, let another person do the work next time.",
    ),
)

RECLASSIFIED_AS_NORMAL = Rule(
    "UB904",
    "reclassified-as-normal",
    Basis.LOCAL,
    title=Label(
        "Ditetapkan normal setelah ditolak",
        "Reclassified as normal after a refusal",
    ),
    what=Label(
        "Kepala LPSE menolak perubahan ini sebagai mendesak, lalu ditetapkan sebagai perubahan normal.",
        "The head refused this as an emergency, and it then became a normal change.",
    ),
    why=Label(
        "Langkah 5 “tidak → 3”: jalannya sah, tetapi pemeriksa selalu ingin melihatnya.",
        "Step 5 “no → 3”: the way is legal, but auditors always want to see it.",
    ),
    mend=Label(
        "Tidak ada yang perlu diperbaiki; pertimbangannya dibaca di evidence.rationale.",
        "Nothing has to be mended; the grounds are read in evidence.rationale.",
    ),
)

NOT_RESTORED = Rule(
    "UB905",
    "not-restored",
    Basis.READING,
    title=Label(
        "Rollback tidak memulihkan layanan",
        "The roll-back did not restore the service",
    ),
    what=Label(
        "Setelah rollback, layanan belum pulih dan ditangani sebagai insiden.",
        "After the roll-back the service was not restored and is handled as an incident.",
    ),
    why=Label(
        "Langkah 8: rollback yang gagal dilaporkan kepada Kepala LPSE pada langkah 9 dan ditunjukkan di sini.",
        "Step 8: a roll-back that fails is reported to the head in step 9, and shown here.",
    ),
    mend=Label(
        "Tidak ada yang perlu diperbaiki dalam berkas; lanjutkan penanganan insidennya.",
        "Nothing has to be mended in the file; go on with the incident.",
    ),
)

LANDED_LATE = Rule(
    "UB906",
    "landed-late",
    Basis.LOCAL,
    title=Label(
        "Terlambat digabungkan ke main",
        "Landed late",
    ),
    what=Label(
        "Langkah yang sudah dibuktikan baru digabungkan ke main setelah lebih dari late_entry_hours.",
        "A step that was proved landed on main only after more than late_entry_hours.",
    ),
    why=Label(
        "Aturan alat: selama belum di main, langkah itu tidak terlihat oleh orang lain.",
        "A rule of the tool: as long as it is not on main, nobody else sees the step.",
    ),
    mend=Label(
        "Tidak ada yang perlu diperbaiki; gabungkan lain kali pada hari yang sama: ubah land",
        "Nothing has to be mended; land on the same day next time: ubah land",
    ),
)

RISK_DIFFERS = Rule(
    "UB907",
    "risk-differs-from-the-matrix",
    Basis.LOCAL,
    title=Label(
        "Risiko berbeda dari matriks kantor",
        "The risk differs from the office's matrix",
    ),
    what=Label(
        "Risiko yang dinilai bukan risiko yang diperoleh dari dampak dan kemungkinan menurut risk_matrix dalam office.yaml.",
        "The risk that was judged is not the one that follows from impact and likelihood by risk_matrix in office.yaml.",
    ),
    why=Label(
        "Aturan alat: penilaian boleh menyimpang dari matriks, tetapi pemeriksa ingin melihat di mana dan membaca alasannya.",
        "A rule of the tool: a judgement may depart from the matrix, but an auditor wants to see where, and to read why.",
    ),
    mend=Label(
        "Tidak ada yang perlu diperbaiki bila penyimpangannya disengaja; sebutkan alasannya dalam Hasil Evaluasi. Bila keliru: ubah advance RFC correct",
        "Nothing has to be mended if it was meant; give the reason in the assessment. If it was a slip: ubah advance RFC correct",
    ),
)
