"""What is demanded of the work and of its tests."""

from __future__ import annotations

from ubah.core.diagnostics import Basis, Label, Rule

STARTED_AFTER_AUTHORISATION = Rule(
    "UB420",
    "started-after-authorisation",
    Basis.SOP,
    title=Label(
        "Pelaksanaan mendahului persetujuan",
        "The work began before its authorisation",
    ),
    what=Label(
        "started_at jatuh sebelum perubahan itu siap dilaksanakan.",
        "started_at lies before the change was authorised.",
    ),
    why=Label(
        "Langkah 6: Pengelola Perubahan melaksanakan perubahan yang sudah disetujui.",
        "Step 6: the change manager carries out what has been approved.",
    ),
    mend=Label(
        "Bila pekerjaan memang mendahului persetujuan, tarik permintaan ini (withdraw dengan retrospective_rfc) dan ajukan RFC susulan dengan request.retrospective.",
        "If the work did come first, withdraw this request (with retrospective_rfc) and file a new one with request.retrospective.",
    ),
)

WORK_TIMES_IN_ORDER = Rule(
    "UB421",
    "work-times-in-order",
    Basis.READING,
    title=Label(
        "Waktu pelaksanaan tidak berurutan",
        "The times of the work are not in order",
    ),
    what=Label(
        "started_at, ended_at, dan at harus berurutan.",
        "started_at, ended_at and at have to be in this order.",
    ),
    why=Label(
        "Langkah 6 dicatat setelah pekerjaannya selesai.",
        "Step 6 is recorded when the work has ended.",
    ),
    mend=Label(
        "Betulkan waktunya; at adalah waktu pencatatan.",
        "Mend the times; at is the time of recording.",
    ),
)

INCOMPLETION_EXPLAINED = Rule(
    "UB422",
    "incompletion-explained",
    Basis.READING,
    title=Label(
        "Pelaksanaan tidak tuntas tanpa alasan",
        "Work not completed, without a reason",
    ),
    what=Label(
        "completed: false tanpa evidence.reason.",
        "completed: false without evidence.reason.",
    ),
    why=Label(
        "Langkah 6 dan 7: Kepala LPSE harus dapat membaca mengapa pekerjaan dihentikan.",
        "Steps 6 and 7: the head has to be able to read why the work was broken off.",
    ),
    mend=Label(
        "Tambahkan evidence.reason.",
        "Add evidence.reason.",
    ),
)

ALL_TESTS_PASSED = Rule(
    "UB423",
    "all-tests-passed",
    Basis.SOP,
    title=Label(
        "Uji berhasil tanpa semua pengujian lulus",
        "Passed without every test having passed",
    ),
    what=Label(
        "Uji berhasil menuntut pelaksanaan yang tuntas dan sekurang-kurangnya satu pengujian, semuanya lulus.",
        "A passed test needs completed work and at least one test, and every one passed.",
    ),
    why=Label(
        "Langkah 7: perubahan didokumentasikan dan diuji; kegagalan dilanjutkan ke langkah 8.",
        "Step 7: the change is documented and tested; a failure goes on to step 8.",
    ),
    mend=Label(
        "Cantumkan pengujiannya di evidence.tests, atau catat sebagai uji gagal: ubah advance RFC {fails_test}",
        "List the tests under evidence.tests, or record the failure: ubah advance RFC {fails_test}",
    ),
)

A_TEST_FAILED = Rule(
    "UB424",
    "a-test-failed",
    Basis.SOP,
    title=Label(
        "Uji gagal tanpa pengujian yang gagal",
        "Failed without a test that failed",
    ),
    what=Label(
        "Tidak ada pengujian tercantum yang gagal, dan pelaksanaannya tuntas.",
        "No test that is listed has failed, and the work was completed.",
    ),
    why=Label(
        "Langkah 7: perubahan gagal karena suatu pengujian gagal atau pekerjaan tidak tuntas.",
        "Step 7: a change fails because a test failed or because its work was not completed.",
    ),
    mend=Label(
        "Cantumkan pengujian yang gagal, atau catat sebagai uji berhasil: ubah advance RFC {passes_test}",
        "List the test that failed, or record it as passed: ubah advance RFC {passes_test}",
    ),
)

UNRESTORED_HAS_INCIDENT = Rule(
    "UB425",
    "unrestored-has-incident",
    Basis.READING,
    title=Label(
        "Layanan belum pulih tanpa nomor insiden",
        "Service not restored, and no incident named",
    ),
    what=Label(
        "Rollback tidak memulihkan layanan, tetapi insidennya tidak disebut.",
        "The roll-back did not restore the service, but no incident is named.",
    ),
    why=Label(
        "Langkah 8: gangguan yang belum pulih ditangani sebagai insiden, dan laporannya harus menyebutnya.",
        "Step 8: an outage that goes on is handled as an incident, and the report has to name it.",
    ),
    mend=Label(
        "Tambahkan evidence.incident dengan nomor insidennya.",
        "Add evidence.incident with the incident's reference.",
    ),
)
