"""What is demanded of a request and of its evaluation."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

SUBMITTER_IS_REQUESTER = Rule(
    "UB411",
    "submitter-is-requester",
    Basis.SOP,
    title=Label(
        "Yang mengajukan bukan Pemohon",
        "Who submits is not the requester",
    ),
    what=Label(
        "Permintaan menyebut seorang Pemohon, tetapi orang lain yang mengajukannya.",
        "The request names a requester, but somebody else submits it.",
    ),
    why=Label(
        "Langkah 2: Pemohon sendiri yang menyiapkan dan mengajukan permintaan perubahan.",
        "Step 2: the requester prepares and files the request for change in person.",
    ),
    mend=Label(
        "Mintalah Pemohon mengajukannya sendiri. Untuk pihak luar, tulis requester sebagai kelompok {name, organisation, contact, source_document}.",
        "Let the requester submit it. For an outsider, write requester as a group {name, organisation, contact, source_document}.",
    ),
)

REQUEST_DATED_AHEAD = Rule(
    "UB412",
    "request-dated-ahead",
    Basis.LOCAL,
    title=Label(
        "Permintaan bertanggal di depan",
        "The request is dated ahead",
    ),
    what=Label(
        "Tanggal permintaan, waktu pelaksanaan yang disusulkan, atau persetujuan lisan jatuh setelah waktu pengajuan.",
        "The date of the request, of work that is told afterwards, or of an oral approval lies after the submission.",
    ),
    why=Label(
        "Aturan alat: yang diceritakan dalam permintaan sudah terjadi ketika permintaan diajukan.",
        "A rule of the tool: what a request tells has happened when it is submitted.",
    ),
    mend=Label(
        "Betulkan tanggalnya sebelum mengajukan.",
        "Mend the date before submitting.",
    ),
)

REACCEPT_AFTER_NOT_FEASIBLE = Rule(
    "UB413",
    "reaccept-after-not-feasible",
    Basis.READING,
    title=Label(
        "Disetujui lagi setelah dinyatakan tidak layak",
        "Accepted again after the head found it not feasible",
    ),
    what=Label(
        "Kepala LPSE mengembalikan permintaan karena tidak layak; permintaan itu tidak dapat disetujui lagi apa adanya.",
        "The head returned the request as not feasible; it cannot be accepted again as it is.",
    ),
    why=Label(
        "Langkah 5 “tidak → 3”: SOP mengembalikan permintaan ke evaluasi. Tafsirnya: hanya bila alasannya bukan keadaan mendesak, evaluasi dapat langsung menyetujui.",
        "Step 5 “no → 3”: the SOP sends the request back to evaluation. As read here, evaluation can accept it at once only if the reason was that it is no emergency.",
    ),
    mend=Label(
        "Pemohon memperbaiki permintaan (ubah advance RFC {revises}), atau Pengelola Perubahan menolaknya (ubah advance RFC {rejects}).",
        "The requester revises it (ubah advance RFC {revises}), or the change manager rejects it (ubah advance RFC {rejects}).",
    ),
)

PLAN_PRESENT = Rule(
    "UB414",
    "plan-present",
    Basis.SOP,
    title=Label(
        "Rencana belum ada",
        "There is no plan",
    ),
    what=Label(
        "Baik permintaan maupun persetujuannya tidak memuat rencana pelaksanaan, pengujian, dan rollback.",
        "Neither the request nor its acceptance holds a plan for the work, the test and the roll-back.",
    ),
    why=Label(
        "Langkah 3 dan 6: yang dilaksanakan adalah yang sudah disetujui, maka rencananya harus ada lebih dahulu.",
        "Steps 3 and 6: what is carried out is what was approved, so the plan has to stand first.",
    ),
    mend=Label(
        "Tambahkan evidence.plan dengan implementation, test, dan rollback pada langkah {accepts}.",
        "Add evidence.plan with implementation, test and rollback to the step {accepts}.",
    ),
)

NOTICE_DATED_AHEAD = Rule(
    "UB415",
    "notice-dated-ahead",
    Basis.READING,
    title=Label(
        "Pemberitahuan bertanggal di depan",
        "The notice is dated ahead",
    ),
    what=Label(
        "Penolakan dicatat, tetapi pemberitahuan kepada Pemohon bertanggal sesudahnya.",
        "The rejection is recorded, but the requester's notice is dated after it.",
    ),
    why=Label(
        "Langkah 3 “tidak”: Pemohon diberi tahu beserta alasannya; pencatatan menyatakan bahwa itu sudah terjadi.",
        "Step 3 “no”: the requester is told, with the reasons; the record says that this has happened.",
    ),
    mend=Label(
        "Beri tahu Pemohon dahulu, lalu catat penolakan dengan notified_at yang sebenarnya.",
        "Tell the requester first, then record the rejection with the true notified_at.",
    ),
)

NORMAL_AFTER_NOT_FEASIBLE = Rule(
    "UB416",
    "normal-after-not-feasible",
    Basis.LOCAL,
    title=Label(
        "Perubahan normal setelah dinyatakan tidak layak",
        "A normal change after the head found it not feasible",
    ),
    what=Label(
        "Keputusan terakhir Kepala LPSE: tidak layak. Permintaan ini tidak dapat lolos sebagai perubahan normal.",
        "The head's last decision was: not feasible. This cannot get through as a normal change.",
    ),
    why=Label(
        "Aturan alat: penolakan Kepala LPSE tidak boleh dielakkan dengan mengganti jenis perubahan.",
        "A rule of the tool: the head's refusal cannot be got round by calling the change another kind.",
    ),
    mend=Label(
        "Ajukan permintaan yang sudah diperbaiki kepada Kepala LPSE: ubah advance RFC {escalates}",
        "Put the revised request before the head: ubah advance RFC {escalates}",
    ),
)

ESCALATED_UNREVISED = Rule(
    "UB417",
    "escalated-unrevised",
    Basis.LOCAL,
    title=Label(
        "Diajukan lagi sebagai mendesak tanpa perbaikan",
        "Escalated again without a revision",
    ),
    what=Label(
        "Kepala LPSE menilai ini bukan keadaan mendesak, dan sejak itu permintaannya tidak diperbaiki.",
        "The head found that this is no emergency, and the request has not been revised since.",
    ),
    why=Label(
        "Langkah 5 “tidak → 3” dapat berputar tanpa akhir; aturan alat ini menghentikannya.",
        "Step 5 “no → 3” could go round for ever; this rule of the tool ends it.",
    ),
    mend=Label(
        "Tetapkan sebagai perubahan normal: ubah advance RFC {classifies_normal}, atau mintalah Pemohon memperbaikinya ({revises}).",
        "Classify it as a normal change: ubah advance RFC {classifies_normal}, or let the requester revise it.",
    ),
)

INCIDENT_NAMED = Rule(
    "UB418",
    "incident-named",
    Basis.READING,
    title=Label(
        "Insiden mayor tanpa nomor",
        "A major incident without its reference",
    ),
    what=Label(
        "Kriteria mendesaknya insiden mayor, tetapi nomor insidennya tidak disebut.",
        "The criterion of the emergency is a major incident, but the incident is not named.",
    ),
    why=Label(
        "Definisi perubahan mendesak dalam SOP: insiden mayor harus dapat ditelusuri.",
        "The SOP's definition of an emergency change: a major incident has to be one that can be looked up.",
    ),
    mend=Label(
        "Tambahkan evidence.incident dengan nomor insidennya.",
        "Add evidence.incident with the incident's reference.",
    ),
)

ORAL_APPROVAL_CONFIRMED = Rule(
    "UB419",
    "oral-approval-confirmed",
    Basis.READING,
    title=Label(
        "Persetujuan lisan dikuatkan oleh orang lain",
        "An oral approval is confirmed by somebody else",
    ),
    what=Label(
        "confirms_oral hanya sah bila permintaan menyebut persetujuan lisan, dan hanya oleh orang yang memberikannya.",
        "confirms_oral is legal only where the request tells of an oral approval, and only by who gave it.",
    ),
    why=Label(
        "Langkah 5, untuk RFC susulan: hanya pemberi persetujuan yang mengetahui bahwa ia memberikannya.",
        "Step 5, for a retrospective RFC: only who gave the approval knows that it was given.",
    ),
    mend=Label(
        "Mintalah pemberi persetujuan lisan mengambil langkah {approves}, atau hapus confirms_oral.",
        "Let who gave the oral approval take the step {approves}, or leave out confirms_oral.",
    ),
)
